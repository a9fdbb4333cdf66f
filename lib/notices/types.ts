/** What a customer is told of by mail before it stops their calls. */
export type NoticeKind = 'low_balance' | 'key_expiring' | 'allowance_80' | 'allowance_100'

/** A notice as it is sent: what it is about and how it stood at the crossing. */
export type OpenNotice = {
  id: bigint
  userId: string
  kind: NoticeKind
  email: string
  locale: string
  timezone: string
  /** May this person be written to about this at all. */
  wanted: boolean
  attempts: number
  details: Readonly<Record<string, string>>
}
