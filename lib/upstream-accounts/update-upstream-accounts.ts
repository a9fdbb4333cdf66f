import { z } from 'zod'
import type { ActorContext } from '../auth/types'
import { defined } from '../db/defined'
import { AppError } from '../errors'
import { countField } from '../http/fields'
import { changeUpstreamAccount } from './change-upstream-account'
import { setAccountPools } from './set-account-pools'

const maxAccounts = 200
const idField = z.string().max(40)

/** The same change for many accounts; of a pool they join or leave, the others of each stay. */
export const bulkUpdateInput = z.strictObject({
  accountIds: z.array(idField).min(1).max(maxAccounts),
  change: z
    .strictObject({
      enabled: z.boolean(),
      draining: z.boolean(),
      concurrencyLimit: countField(0, 1_000_000),
      priority: countField(0, 1_000_000),
      joinPoolId: idField,
      leavePoolId: idField,
    })
    .partial()
    .refine((change) => Object.keys(change).length > 0, { error: 'changes nothing' }),
})
export type BulkUpdateInput = z.infer<typeof bulkUpdateInput>

export const bulkUpdateView = z.object({
  changed: z.array(z.string()),
  failed: z.array(z.object({ id: z.string(), code: z.string(), message: z.string() })),
})
export type BulkUpdateView = z.infer<typeof bulkUpdateView>

function poolsAfter(now: readonly string[], { joinPoolId, leavePoolId }: BulkUpdateInput['change']): string[] | null {
  if (joinPoolId === undefined && leavePoolId === undefined) return null
  const kept = now.filter((id) => id !== leavePoolId)
  return joinPoolId === undefined ? kept : [...new Set([...kept, joinPoolId])]
}

/**
 * Makes one change to many accounts, each under its own lock with its own audit row and in force within 1 s. An account
 * that can't be changed is told with its reason and stops none of the others.
 */
export async function updateUpstreamAccounts(ctx: ActorContext, input: BulkUpdateInput): Promise<BulkUpdateView> {
  const { joinPoolId: _join, leavePoolId: _leave, ...columns } = input.change
  const result: BulkUpdateView = { changed: [], failed: [] }
  for (const id of new Set(input.accountIds)) {
    try {
      await changeUpstreamAccount(ctx, id, 'upstream_account.update', async (row, tx) => {
        const now = row.members.map((member) => member.poolId)
        const pools = poolsAfter(now, input.change)
        if (pools) await setAccountPools(tx, row, pools)
        return defined(columns)
      })
      result.changed.push(id)
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'permission_denied') throw error
      result.failed.push({ id, code: error.code, message: error.message })
    }
  }
  return result
}
