/** A subject that may be subscribed to: no empty token, and `>` only as the last one. */
export function isSubscribable(subject: string): boolean {
  const tokens = subject.split('.')
  return tokens.every((token, i) => token !== '' && (token !== '>' || i === tokens.length - 1))
}

/** A subject that may be published to by a pedantic client: subscribable, and without wildcards. */
export function isPublishable(subject: string): boolean {
  return isSubscribable(subject) && !isWildcard(subject)
}

export function isWildcard(subject: string): boolean {
  return subject.split('.').some((token) => token === '*' || token === '>')
}

/** Whether a literal subject is one that a subscription asks for. */
export function matches(pattern: string, subject: string): boolean {
  const wanted = pattern.split('.')
  const tokens = subject.split('.')
  for (const [i, token] of wanted.entries()) {
    if (i >= tokens.length) return false
    if (token === '>') return true
    if (token !== '*' && token !== tokens[i]) return false
  }
  return wanted.length === tokens.length
}
