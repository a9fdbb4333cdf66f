import { listApiKeys, listKeySpend } from '@/lib/api-keys'
import type { ActorContext } from '@/lib/auth'
import { slots } from '@/lib/slots'
import type { KeyRow } from './key-row'

type LoadKeysInput = { userId: string; cursor: string | null; includeRevoked: boolean }

/** A page of the person's keys with what each spends and runs now. */
export async function loadKeys(
  ctx: ActorContext,
  { userId, cursor, includeRevoked }: LoadKeysInput,
): Promise<{ rows: KeyRow[]; nextCursor: string | null }> {
  const page = await listApiKeys(ctx, { userId, includeRevoked, ...(cursor === null ? {} : { cursor }) })
  const ids = page.data.map((key) => key.id)
  const [spend, loads] = await Promise.all([
    listKeySpend(ctx, ids),
    slots().customerLoads(ids.map((id) => ({ kind: 'key', id, userId }))),
  ])
  const loadOf = new Map(loads.map((load) => [load.id, load]))
  const rows = page.data.map((key) => ({
    ...key,
    todayNanoUsd: (spend.get(key.id)?.todayNanoUsd ?? 0n).toString(),
    periodSpentNanoUsd: (spend.get(key.id)?.periodNanoUsd ?? 0n).toString(),
    running: loadOf.get(key.id)?.running ?? 0,
    waiting: loadOf.get(key.id)?.waiting ?? 0,
  }))
  return { rows, nextCursor: page.nextCursor }
}
