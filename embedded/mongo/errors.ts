const NAMES: Record<number, string> = {
  1: 'InternalError',
  2: 'BadValue',
  9: 'FailedToParse',
  13: 'Unauthorized',
  14: 'TypeMismatch',
  15: 'Overflow',
  16: 'InvalidLength',
  18: 'AuthenticationFailed',
  20: 'IllegalOperation',
  22: 'InvalidBSON',
  26: 'NamespaceNotFound',
  27: 'IndexNotFound',
  28: 'PathNotViable',
  40: 'ConflictingUpdateOperators',
  43: 'CursorNotFound',
  48: 'NamespaceExists',
  52: 'DollarPrefixedFieldName',
  53: 'InvalidIdField',
  54: 'NotSingleValueField',
  56: 'EmptyFieldName',
  59: 'CommandNotFound',
  66: 'ImmutableField',
  67: 'CannotCreateIndex',
  72: 'InvalidOptions',
  73: 'InvalidNamespace',
  85: 'IndexOptionsConflict',
  86: 'IndexKeySpecsConflict',
  168: 'InvalidPipelineOperator',
  175: 'QueryPlanKilled',
  171: 'CannotIndexParallelArrays',
  241: 'ConversionFailure',
  238: 'NotImplemented',
  10334: 'BSONObjectTooLarge',
  11000: 'DuplicateKey',
}

/** An error as MongoDB answers it: a code, its name, and any fields that go with it. */
export class MongoFailure extends Error {
  readonly code: number
  readonly extra: Record<string, unknown>

  constructor(code: number, message: string, extra: Record<string, unknown> = {}) {
    super(message)
    this.code = code
    this.extra = extra
  }

  get codeName(): string {
    return NAMES[this.code] ?? `Location${this.code}`
  }
}

export function fail(code: number, message: string, extra?: Record<string, unknown>): never {
  throw new MongoFailure(code, message, extra)
}

/** Refuses by name what MongoDB has and this server does not: never a silently different answer. */
export function refuse(what: string): never {
  throw new MongoFailure(238, `embedded mongo: ${what} is not supported (embedded/mongo/README.md lists what is)`)
}
