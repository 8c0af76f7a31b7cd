export type Scope = 'read' | 'write'

/** An app of another company that may act for who is signed in. */
export interface ThirdParty {
  authorizationId: string
  name: string
  /** Where the person was sent back to when it was connected. */
  host: string
  scopes: Scope[]
  since: string
  refreshedAt: string
}

/** What an app asks for; or, when it asks wrongly, where it is to be told. */
export type Asked = { client: { name: string; host: string }; scopes: Scope[] } | { redirectTo: string }
