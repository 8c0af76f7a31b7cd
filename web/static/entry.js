// The entry page works without this. With it, the time left counts down and the phone's own share sheet opens.
const two = (n) => String(n).padStart(2, '0')
const isKorean = document.documentElement.lang === 'ko'

for (const left of document.querySelectorAll('[data-ends]')) {
  const ends = Date.parse(left.dataset.ends)
  const tick = () => {
    const seconds = Math.floor((ends - Date.now()) / 1000)
    if (seconds < 0) return location.reload()
    const days = Math.floor(seconds / 86_400)
    const clock = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':')
    left.textContent = (days > 0 ? (isKorean ? `${days}일 ` : `${days} d `) : '') + clock
    setTimeout(tick, 1000 - (Date.now() % 1000))
  }
  if (ends > Date.now()) tick()
}

for (const button of document.querySelectorAll('[data-share]')) {
  if (!navigator.share) continue
  button.hidden = false
  button.addEventListener('click', () =>
    navigator.share({ text: button.dataset.text, url: button.dataset.share }).catch(() => {}),
  )
}
