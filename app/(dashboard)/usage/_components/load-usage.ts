import { listApiKeys } from '@/lib/api-keys'
import type { ActorContext, CurrentUser } from '@/lib/auth'
import { listUsageRecords, usageTotals } from '@/lib/usage'
import type { UsageParams } from '../search-params'
import { usageFilter } from './usage-filter'
import { type UsageTableRow, usageTableRow } from './usage-row'

type Choice = { value: string; label: string }

export type UsagePageData = {
  rows: UsageTableRow[]
  nextCursor: string | null
  keys: Choice[]
  models: Choice[]
  keyNames: ReadonlyMap<string, string>
}

const maxChoices = 500
const dayMs = 86_400_000
const choiceDays = 90

/** A page of the person's records, and what they may be filtered by. */
export async function loadUsage(ctx: ActorContext, user: CurrentUser, params: UsageParams): Promise<UsagePageData> {
  const now = Date.now()
  const span = { userId: user.id, from: new Date(now - choiceDays * dayMs), to: new Date(now) }
  const [page, keys, models] = await Promise.all([
    listUsageRecords({ ...usageFilter(params, user.id, user.timezone), cursor: params.cursor }),
    listApiKeys(ctx, { userId: user.id, limit: maxChoices }),
    usageTotals({ ...span, groupBy: 'model', limit: maxChoices }),
  ])
  const keyNames = new Map(keys.data.map((key) => [key.id, key.name]))
  const names = new Set([...models.map((model) => model.group), ...(params.model === null ? [] : [params.model])])
  return {
    rows: page.data.map((record) => usageTableRow(record, keyNames)),
    nextCursor: page.nextCursor,
    keys: keys.data.map((key) => ({ value: key.id, label: key.name })),
    models: [...names].sort().map((name) => ({ value: name, label: name })),
    keyNames,
  }
}
