import { type Client, createClient } from '../demo/client.ts'
import { until } from './instance.ts'

/** Everybody's. */
export const PASSWORD = 'bread every morning'

/** Opens a shop, and signs its owner in. */
export async function signUp(origin: string, email: string): Promise<Client> {
  const shop = { shopName: '소망빵집', trade: 'bakery', region: 'daegu', ownerName: '이소망', openedOn: '2021-04-01' }
  const person = { businessNumber: '220-81-62517', email, password: PASSWORD }
  const { body } = await createClient(origin).command('register-merchant', { ...shop, ...person })
  return signIn(origin, email, body.position)
}

/** Signs somebody in, once the read model knows them. */
export async function signIn(origin: string, email: string, position: number): Promise<Client> {
  const client = createClient(origin)
  const session = await client.post(`/api/v1/sign-in?min-position=${position}`, { email, password: PASSWORD })
  client.token = session.body.token
  return client
}

/** What came of a call, whatever it was. */
export async function ask(client: Client, path: string, init: RequestInit = {}) {
  const headers = { authorization: `Bearer ${client.token}`, ...init.headers }
  const response = await fetch(`${client.origin}/api/v1${path}`, { ...init, headers })
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of many shapes, and an assertion fails on a wrong one
  return { status: response.status, body: (await response.json()) as any }
}
/** Sends a command, and gives what came of it. */
export const command = (client: Client, name: string, input: object) =>
  ask(client, `/commands/${name}`, {
    method: 'POST',
    body: JSON.stringify(input),
    headers: { 'content-type': 'application/json' },
  })
/** Uploads a document. */
export const upload = (client: Client, name: string, body: string) =>
  ask(client, `/documents?name=${encodeURIComponent(name)}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/octet-stream' },
  })
/** Asks the documents of an assistant. */
export const search = (client: Client, id: string, q: string, more = '') =>
  ask(client, `/assistants/${id}/search?q=${encodeURIComponent(q)}${more}`)

/** Gives an assistant a document and waits until it has been read, or refused. */
export async function teach(client: Client, id: string, name: string, body: string) {
  const { body: document } = await upload(client, name, body)
  await command(client, 'add-knowledge', { assistantId: id, hash: document.hash })
  return until(async () => {
    const { body: detail } = await ask(client, `/assistants/${id}`)
    const found = detail.documents?.find((one: { title: string }) => one.title === name)
    return /ready|refused/.test(found?.status) && found
  }, `${name} to be read`)
}
