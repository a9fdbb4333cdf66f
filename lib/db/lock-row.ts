import { Prisma } from './prisma'

type LockedTable =
  | 'api_keys'
  | 'users'
  | 'account_pools'
  | 'upstream_accounts'
  | 'announcements'
  | 'alert_rules'
  | 'alert_events'
  | 'mail_codes'
  | 'management_tokens'
  | 'redeem_codes'

/** Locks a row until the transaction's end: two changes of one thing come one after the other. */
export async function lockRow(tx: Prisma.TransactionClient, table: LockedTable, id: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM ${Prisma.raw(table)} WHERE id = ${id} FOR UPDATE`
}
