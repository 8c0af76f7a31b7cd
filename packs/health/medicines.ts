import { type Columns, type PublicList, readPublicList } from './public-list.ts'

type Field = keyof typeof COLUMNS
/** A medicine of a public list, in the words of the Ministry of Food and Drug Safety. */
export type Medicine = Record<Field, string>

/** What columns are called in the 의약품개요정보 (e약은요) of the Ministry of Food and Drug Safety, in files and in its API. */
const COLUMNS = {
  name: ['제품명', '품목명', 'itemName'],
  maker: ['업체명', '업소명', 'entpName'],
  effect: ['효능', '효능효과', 'efcyQesitm'],
  use: ['사용법', '용법용량', 'useMethodQesitm'],
  warning: ['주의사항경고', '경고', 'atpnWarnQesitm'],
  caution: ['주의사항', '사용상주의사항', 'atpnQesitm'],
  together: ['상호작용', 'intrcQesitm'],
  sideEffects: ['부작용', 'seQesitm'],
  storage: ['보관법', '저장방법', 'depositMethodQesitm'],
} satisfies Columns<string>

/** Reads a list of medicines; throws as `readPublicList` does. */
export const medicinesIn = (bytes: Uint8Array): PublicList<Field> => readPublicList<Field>(bytes, COLUMNS, 'name')

/** A document for an assistant: a section a medicine, so that what is cited is about one medicine only. */
export function medicinesAsMarkdown(medicines: readonly Medicine[], title: string, source: string): string {
  const section = ({ name, maker, effect, use, warning, caution, together, sideEffects, storage }: Medicine) => {
    const facts = [
      maker && `업체: ${maker}`,
      effect && `효능: ${effect}`,
      use && `사용법: ${use}`,
      warning && `경고: ${warning}`,
      caution && `주의사항: ${caution}`,
      together && `함께 쓸 때: ${together}`,
      sideEffects && `부작용: ${sideEffects}`,
      storage && `보관: ${storage}`,
    ]
    return `## ${name}\n\n${facts.filter(Boolean).join('\n\n')}`
  }
  return `# ${title}\n\n출처: ${source}\n\n${medicines.map(section).join('\n\n')}\n`
}
