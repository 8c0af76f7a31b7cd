import { Act } from '../api/act.svelte.ts'
import { get } from '../api/client.ts'
import { type AssistantDetail, type Duty, isUnderWay, type Version } from './types.ts'

const POLL_MS = 1_000

type Fields = Pick<Version, 'name' | 'description' | 'instructions' | 'starters' | 'tools' | 'hooks' | 'duties'> & {
  modelPreference: string
}

const fieldsOf = (version: Version): Fields => ({
  name: version.name,
  description: version.description,
  instructions: version.instructions,
  starters: [...version.starters],
  modelPreference: version.modelPreference.join(', '),
  tools: [...version.tools],
  hooks: [...version.hooks],
  duties: version.duties.map((duty) => ({ ...duty })),
})

/** Names of models as they were written, with commas or new lines between them. */
const namesIn = (text: string) =>
  text
    .split(/[\n,]/)
    .map((name) => name.trim())
    .filter(Boolean)

/** An assistant while it is being made: what the server has, what is in the form, and what is under way. */
export class Editing {
  readonly id: string
  readonly saving = new Act()
  readonly acting = new Act()
  assistant = $state.raw<AssistantDetail>() as AssistantDetail
  fields = $state<Fields>() as Fields
  isDirty = $derived(JSON.stringify(this.fields) !== JSON.stringify(fieldsOf(this.assistant.latest)))
  isReading = $derived(this.assistant.documents.some(isUnderWay))

  constructor(assistant: AssistantDetail) {
    this.id = assistant.id
    this.assistant = assistant
    this.fields = fieldsOf(assistant.latest)
  }

  /** Asks the server anew; what was written in the form and not saved stays. */
  refresh = async (): Promise<void> => {
    const { isDirty } = this
    this.assistant = await get<AssistantDetail>(`/assistants/${this.id}`)
    if (!isDirty) this.fields = fieldsOf(this.assistant.latest)
  }

  /** Looks again and again while documents are being read; gives a function that ends it. */
  follow(): () => void {
    const timer = setInterval(() => {
      // A look that fails is followed by the next one.
      if (this.isReading) void this.refresh().catch(() => {})
    }, POLL_MS)
    return () => clearInterval(timer)
  }

  save = async (): Promise<boolean> => {
    const { modelPreference, starters, duties, ...rest } = this.fields
    const changes = {
      ...rest,
      starters: starters.map((starter) => starter.trim()).filter(Boolean),
      modelPreference: namesIn(modelPreference),
      duties: duties.filter((duty) => duty.title.trim() && duty.text.trim()),
    }
    if (!(await this.saving.run('revise-assistant', { assistantId: this.id, changes }))) return false
    this.assistant = await get<AssistantDetail>(`/assistants/${this.id}`)
    this.fields = fieldsOf(this.assistant.latest)
    return true
  }

  /** Sends another command about this assistant and shows what came of it. */
  act = async (name: string, more: object = {}): Promise<boolean> => {
    if (!(await this.acting.run(name, { assistantId: this.id, ...more }))) return false
    await this.refresh()
    return true
  }

  /** Puts an earlier version into the form; nothing is changed until it is saved. */
  restore = async (version: number): Promise<void> => {
    this.fields = fieldsOf(await get<Version>(`/assistants/${this.id}/versions/${version}`))
  }

  addDuty = (): void => {
    const duty: Duty = { dutyId: crypto.randomUUID().slice(0, 8), title: '', text: '', by: 'assistant', phrases: [] }
    this.fields.duties = [...this.fields.duties, duty]
  }
}
