/** Who does something: a person for themselves, staff, a program with a management token, or the program itself. */
export type Actor =
  /** `viewedBy`: staff who look at this customer's pages and may change nothing. */
  | { kind: 'customer'; userId: string; viewedBy?: string }
  | { kind: 'admin'; userId: string; role: StaffRole }
  | { kind: 'token'; tokenId: string; scopes: readonly string[] }
  | { kind: 'system'; name: string }

/** What every changing verb is told beside its input: who asks, from where, in which request. */
export type ActorContext = { actor: Actor; address: string; requestId: string }

export type StaffRole = 'viewer' | 'support' | 'admin' | 'owner'
export type UserRole = 'customer' | StaffRole

/** The signed-in person of a page, from the session cache (15 s, purged within 1 s of a sign-out). */
export type CurrentUser = {
  id: string
  email: string
  name: string
  role: UserRole
  emailVerified: boolean
  timezone: string
  locale: string
  twoFactor: boolean
  sessionId: string
  /** An admin who looks at this customer's pages: nothing may be changed then. */
  viewedBy: string | null
}
