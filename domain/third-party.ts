import { z } from 'zod'
import { type Aggregate, commandsOf, type EventOf, eventsOf, evolveBy, Id } from './kernel.ts'

/** What a third party may do for a person: look, or change things as well; both within the person's own role. */
export const Scope = z.enum(['read', 'write'])
export type Scope = z.infer<typeof Scope>

const shapes = {
  ThirdPartyRegistered: z.object({
    clientId: Id,
    /** What it calls itself. */
    name: z.string(),
    /** Where people may be sent back to, and nowhere else. */
    redirectUris: z.array(z.string()).min(1),
    at: z.iso.datetime(),
  }),
}
export type ThirdPartyEvent = EventOf<typeof shapes>
export type ThirdPartyState = { status: 'none' } | { status: 'registered'; name: string; redirectUris: string[] }

const command = commandsOf<ThirdPartyState, ThirdPartyEvent>()

const RegisterThirdParty = command({
  summary: 'Take a third party’s name and addresses, so that people can be asked whether they let it in.',
  roles: ['system'],
  creates: true,
  schema: shapes.ThirdPartyRegistered.omit({ at: true }),
  decide: (c, state, { now }) =>
    state.status === 'none' ? [{ type: 'ThirdPartyRegistered', data: { ...c, at: now } }] : [],
})

/** A program of somebody else's that may ask people to let it act for them. It is nobody's and has no secret. */
export const thirdParty: Aggregate<ThirdPartyState, ThirdPartyEvent> = {
  name: 'third-party',
  idField: 'clientId',
  initial: { status: 'none' },
  events: eventsOf(shapes, { v: 1, public: false }),
  commands: { RegisterThirdParty },
  merchantOf: () => undefined,
  evolve: evolveBy<ThirdPartyState, ThirdPartyEvent>({
    ThirdPartyRegistered: (_, { name, redirectUris }) => ({ status: 'registered', name, redirectUris }),
  }),
}
