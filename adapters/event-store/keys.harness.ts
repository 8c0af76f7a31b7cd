import { randomBytes } from 'node:crypto'
import type { SubjectKeys } from './personal-data.ts'

/** Keys of subjects in memory. @param held takes them, for who wants to destroy them all */
export function keysInMemory(held = new Map<string, Buffer>()): SubjectKeys {
  return {
    find: async (subject) => held.get(subject),
    findOrCreate: async (subject) => {
      const key = held.get(subject) ?? randomBytes(32)
      held.set(subject, key)
      return key
    },
    erase: async (subject) => void held.delete(subject),
  }
}
