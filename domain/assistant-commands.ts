import { z } from 'zod'
import { Definition, Grantee, granteeKey } from './assistant-definition.ts'
import { about, command, definitionOf, existing, idsOf, revised } from './assistant-state.ts'
import { Id, Rejected } from './kernel.ts'

const CreateAssistant = command({
  summary: 'Make an assistant. It answers nobody until it is published.',
  roles: ['owner'],
  creates: true,
  schema: Definition.extend({ assistantId: Id }),
  decide: ({ assistantId, ...definition }, state, { now, merchantId }) => {
    if (state.status !== 'none') return []
    const own = { assistantId, merchantId, at: now }
    return [
      { type: 'AssistantCreated', data: { ...own, pack: false } },
      { type: 'AssistantRevised', data: { ...definition, version: 1, knowledgeIds: [], ...own, why: 'edited' } },
    ]
  },
})

/** The same fields without their defaults: what is left out stays as it is. */
const Changes = z.strictObject(
  Object.fromEntries(
    Object.entries(Definition.shape).map(([name, field]) => [
      name,
      (field instanceof z.ZodDefault ? field.unwrap() : field).optional(),
    ]),
  ),
)

const ReviseAssistant = command({
  summary: 'Change an assistant. Every change is a version of its own; the published one stays as it is.',
  roles: ['owner'],
  schema: z.object({ assistantId: Id, changes: Changes }),
  decide: ({ assistantId, changes }, state, context) => {
    const known = existing(state)
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
    const next = { ...definitionOf(known), ...(given as Partial<Definition>), knowledgeIds: idsOf(known.documents) }
    return revised(known, next, 'edited', about(assistantId, known, context))
  },
})

const PublishAssistant = command({
  summary: 'Publish one version: those it is granted to find it in the catalogue.',
  roles: ['owner'],
  schema: z.object({ assistantId: Id, version: z.int().min(1) }),
  decide: ({ assistantId, version }, state, context) => {
    const known = existing(state)
    const chosen = known.versions.find((one) => one.version === version)
    if (!chosen) throw new Rejected('VERSION_NOT_FOUND', 'There is no such version of this assistant.')
    if (known.published === version) return []
    return [{ type: 'AssistantPublished', data: { ...chosen, ...about(assistantId, known, context) } }]
  },
})

const WithdrawAssistant = command({
  summary: 'Take an assistant out of the catalogue. Nothing of it is lost.',
  roles: ['owner'],
  schema: z.object({ assistantId: Id }),
  decide: ({ assistantId }, state, context) => {
    const known = existing(state)
    return known.published === undefined
      ? []
      : [{ type: 'AssistantWithdrawn', data: about(assistantId, known, context) }]
  },
})

const grant = (type: 'AssistantGranted' | 'GrantRevoked', summary: string) =>
  command({
    summary,
    roles: ['owner'],
    schema: z.object({ assistantId: Id, to: Grantee }),
    decide: ({ assistantId, to }, state, context) => {
      const known = existing(state)
      if (known.grants.includes(granteeKey(to)) === (type === 'AssistantGranted')) return []
      return [{ type, data: { ...about(assistantId, known, context), to } }]
    },
  })

/** Commands of those who make an assistant. */
export const makerCommands = {
  CreateAssistant,
  ReviseAssistant,
  PublishAssistant,
  WithdrawAssistant,
  GrantAssistant: grant('AssistantGranted', 'Let a role or a person use an assistant.'),
  RevokeGrant: grant('GrantRevoked', 'Take that away again.'),
}
