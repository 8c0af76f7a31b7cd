import { deserialize, serialize } from 'bson'
import { decode } from '../bson/decode.ts'
import { encode } from '../bson/encode.ts'
import type { Doc } from '../bson/values.ts'

/** A document as a driver would send it. */
export const doc = (object: object): Doc => decode(Buffer.from(serialize(object)))

/** A document as a driver would see it. */
export const plain = (document: Doc): Record<string, unknown> => deserialize(encode(document))
