import { openConnection, rawRequest } from './load/connection.ts'
import { CONTENT, period } from './promotion-content.ts'
import type { App, Stand } from './stand.ts'

/** A shop with one promotion, made by commands. */
export interface Shop {
  merchantId: string
  promotionId: string
  token: string
}

/** Sends a command and gives its answer. Throws when it is refused. */
export async function commander(origin: string) {
  const { send, socket } = await openConnection(origin)
  const command = async (name: string, token: string | undefined, body: object) => {
    const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {}
    const answer = await send(rawRequest('POST', `/api/v1/commands/${name}`, headers, body))
    if (answer.status >= 300) throw new Error(`${name} was answered ${answer.status}: ${answer.body}`)
    return JSON.parse(answer.body) as { id: string; position: number; jobId?: string; repeated: boolean }
  }
  const get = async (path: string, token: string) => send(rawRequest('GET', path, { authorization: `Bearer ${token}` }))
  return { command, get, close: () => socket.end() }
}

/** Makes shops with a promotion each. Gives the position that a read model must have reached to show them. */
export async function makeShops(stand: Stand, app: App, count: number): Promise<{ shops: Shop[]; position: number }> {
  const { command, close } = await commander(app.origin)
  const shops: Shop[] = []
  let position = 0
  for (let n = 0; n < count; n += 1) {
    const merchantId = `shop-${n}`
    const token = await stand.token({ merchantId, accountId: `owner-${n}` })
    const made = await command('create-promotion', token, { purpose: 'new-customers' })
    const promotionId = made.id
    const content = { ...CONTENT, ...period(), channels: [] }
    position = (await command('revise-promotion', token, { promotionId, ...content })).position
    shops.push({ merchantId, promotionId, token })
  }
  close()
  return { shops, position }
}
