import { type Client, createClient } from '../../demo/client.ts'
import { until } from '../instance.ts'
import { newDraft, newEnded, newRunning, newShop, type Stage } from './stage.ts'
import { screensOfStudio } from './studio-screens.ts'

/** Addresses of screens by what they show. */
export type Screens = Record<string, string>

/** The demo shop's screens; makes the one that its seed lacks. */
export async function screensOfDemoShop(origin: string, token: string, now: number): Promise<Screens> {
  const shop = createClient(origin)
  shop.token = token
  const { items } = (await shop.get('/api/v1/promotions')).body as { items: { id: string; status: string }[] }
  const seeded = (status: string) => items.find((row) => row.status === status)?.id
  const draft = await newDraft(shop, now)
  const cancelled = await newRunning(shop, now, ['instagram'])
  await shop.command('cancel-promotion', { promotionId: cancelled, reason: '재료가 떨어졌어요' })
  const [drawn, unentered] = [await newEnded(shop, now, 3), await newEnded(shop, now, 0)]
  await shop.command('draw-winners', { promotionId: drawn, count: 2 })
  const entryId: string = (await shop.get(`/api/v1/promotions/${drawn}/winners`)).body.items[0].id
  await shop.command('erase-participant', { entryId })
  return {
    home: '/',
    list: '/promotions',
    'list without a match': '/promotions?q=nothing-like-it',
    'wizard: purpose': '/promotions/new',
    'wizard: plans': `/promotions/${draft}/plan`,
    'wizard: pictures to be made': `/promotions/${draft}/content`,
    'wizard: pictures approved': `/promotions/${seeded('scheduled')}/content`,
    'pictures of a running promotion': `/promotions/${seeded('running')}/content`,
    'pictures of a promotion that is over': `/promotions/${seeded('ended')}/content`,
    'wizard: channels': `/promotions/${draft}/channels`,
    'wizard: check': `/promotions/${draft}/check`,
    'a draft': `/promotions/${draft}`,
    'a scheduled promotion': `/promotions/${seeded('scheduled')}`,
    'a running promotion': `/promotions/${seeded('running')}`,
    'an ended promotion': `/promotions/${seeded('ended')}`,
    'a cancelled promotion': `/promotions/${cancelled}`,
    'a promotion with winners': `/promotions/${drawn}`,
    'a promotion that nobody entered': `/promotions/${unentered}`,
    'the record': `/promotions/${seeded('running')}/audit`,
    'the record: two moments': `/promotions/${seeded('running')}/audit?from=1&to=2`,
    'the record of a draw': `/promotions/${drawn}/audit?stream=draw-${drawn}`,
    'the record of an entry that was erased': `/promotions/${drawn}/audit?stream=entry-${entryId}`,
    results: '/results',
    'results of one': `/results?promotion=${seeded('running')}`,
    assistants: '/assistants',
    'a conversation': `/assistants/${await newConversation(shop)}`,
    'put away': '/assistants/archived',
    ...(await screensOfStudio(origin, shop)),
    more: '/more',
    'AI usage': '/more/usage',
    colleagues: '/more/colleagues',
    'sign-in and security': '/more/security',
    'no app connected': '/more/apps',
    'an app that nobody knows': '/authorize?client_id=nobody&redirect_uri=https://books.example/',
    'no such promotion': `/promotions/${crypto.randomUUID()}`,
    'no such page': '/nowhere',
    'entry: open': `/p/${seeded('running')}`,
    'entry: done': `/p/${seeded('running')}?done=yes`,
    'entry: again': `/p/${seeded('running')}?done=again`,
    'entry: not started': `/p/${seeded('scheduled')}`,
    'entry: ended': `/p/${seeded('ended')}`,
    'entry: cancelled': `/p/${cancelled}`,
    'entry: none': `/p/${crypto.randomUUID()}`,
  }
}

/** A chat whose answers have figures, a source and a draft; gives its id. */
async function newConversation(shop: Client): Promise<string> {
  const say = async (to: object, text: string): Promise<string> => {
    const { body } = await shop.command('send-chat-message', { ...to, text })
    const isOver = async () => {
      const address = `/api/v1/conversations/${body.id}?min-position=${body.position}`
      return (await shop.get(address)).body.conversation.writing === false && body.id
    }
    return until(isOver, 'the end of the reply')
  }
  const id = await say({ assistantId: 'pack-merchant' }, '어제 몇 명 참여했나요? 어느 채널에서 가장 많이 들어왔나요?')
  return say({ conversationId: id }, '크리스마스 이벤트를 짜 줘')
}

/** A running promotion whose channels are in as many different troubles as there are. */
export async function screensOfTrouble(stage: Stage): Promise<{ token: string | undefined; screens: Screens }> {
  const status = (code: number) => ({ kind: 'status', status: code })
  const troubles = {
    'uridongne-tv': { kind: 'latency', ms: 120_000 },
    ringobiz: status(422),
    'genie-tv': { kind: 'reset-after-success' },
    kakao: { kind: 'rate-limit', retryAfter: 120 },
  }
  for (const [partner, trouble] of Object.entries(troubles))
    await stage.control('POST', '/script', { partner, operation: 'create', behaviours: [trouble] })
  const lost = { partner: 'genie-tv', operation: 'lookup', mode: 'always', behaviours: [status(503)] }
  await stage.control('POST', '/script', lost)
  const shop = await newShop(stage.origin)
  const id = await newRunning(shop, stage.now())
  return { token: shop.token, screens: { 'channels in trouble': `/promotions/${id}` } }
}

/** What the platform's operator sees: a shop that waits, since the tax office did not answer. */
export async function screensOfOperator({ origin, control }: Stage): Promise<Screens> {
  const away = { partner: 'nts', mode: 'always', behaviours: [{ kind: 'status', status: 503 }] }
  await control('POST', '/script', away)
  await newShop(origin)
  await control('DELETE', '/script')
  return { 'shops that wait': '/operator', 'more, for an operator': '/more' }
}

/** What somebody sees who is not signed in. */
export const SCREENS_OF_VISITOR: Screens = {
  'sign-in': '/sign-in',
  'sign-up': '/sign-up',
  'a new password': '/reset-password',
  'no such page': '/nowhere',
}

/** What a shop sees that has done nothing yet, and its token. */
export async function screensOfNewShop(origin: string): Promise<{ token: string | undefined; screens: Screens }> {
  const { token } = await newShop(origin)
  return {
    token,
    screens: {
      'first home': '/',
      'empty list': '/promotions',
      'empty results': '/results',
      'first assistants': '/assistants',
      'first studio': '/studio',
      'nobody else yet': '/more/colleagues',
    },
  }
}
