import { writeAudit } from '../audit'
import { actorName } from '../auth/actor-name'
import type { ActorContext } from '../auth/types'
import { assertVersion } from '../db/assert-version'
import { lockRow } from '../db/lock-row'
import { inTransaction, type Prisma } from '../db/prisma'
import { prismaSql } from '../db/prisma-sql'
import { AppError } from '../errors'
import { firstDay, listCostPriceVersions } from './cost-price-rows'
import type { CostPriceInput, CostPriceView } from './schemas'

type Change = { accountId: string; model: string; effectiveFrom: string | undefined; version: number | undefined }
type Amounts = Pick<
  Prisma.CostPriceUncheckedCreateInput,
  'inputNanoUsd' | 'outputNanoUsd' | 'cachedInputNanoUsd' | 'cacheWriteNanoUsd' | 'removed'
>

async function addVersion(ctx: ActorContext, change: Change, amounts: Amounts): Promise<CostPriceView> {
  const { accountId, model } = change
  return await inTransaction(async (tx) => {
    await lockRow(tx, 'upstream_accounts', accountId)
    const account = await tx.upstreamAccount.findFirst({ where: { id: accountId, deletedAt: null } })
    if (!account) throw new AppError('not_found', 'There is no such upstream account.')
    const read = async () => await listCostPriceVersions(accountId, model, prismaSql(tx))
    const [before] = await read()
    const latest = before?.latestVersion ?? 0
    assertVersion(latest, change.version)
    if (amounts.removed && (!before || before.removed)) throw new AppError('not_found', 'This model has no cost price.')
    const day = change.effectiveFrom ?? (before ? new Date().toISOString().slice(0, 10) : firstDay)
    const version = latest + 1
    const key = { accountId, model, version, effectiveFrom: new Date(`${day}T00:00:00Z`) }
    await tx.costPrice.create({ data: { ...key, ...amounts, createdBy: actorName(ctx) } })
    const after = (await read()).find((each) => each.version === version)
    if (!after) throw new Error('the cost price was not stored')
    await writeAudit(tx, ctx, {
      ...{ action: 'cost_price.put', subjectKind: 'upstream_account', subjectId: accountId },
      ...{ before: before ?? { model }, after },
    })
    return after
  })
}

/**
 * Sets what an account's provider bills for a model from a day on, as a new version with its audit row: margins of that
 * day and later ones follow it, earlier ones stay. Throws not_found, and conflict when `version` isn't the latest any more.
 */
export async function putCostPrice(
  ctx: ActorContext,
  accountId: string,
  model: string,
  input: CostPriceInput,
): Promise<CostPriceView> {
  const { effectiveFrom, version } = input
  return await addVersion(
    ctx,
    { accountId, model, effectiveFrom, version },
    {
      inputNanoUsd: input.inputNanoUsdPerMillion,
      outputNanoUsd: input.outputNanoUsdPerMillion,
      cachedInputNanoUsd: input.cachedInputNanoUsdPerMillion ?? null,
      cacheWriteNanoUsd: input.cacheWriteNanoUsdPerMillion ?? null,
      removed: false,
    },
  )
}

/** Ends a model's cost price from today on: the account's multiplier counts again. Throws as `putCostPrice`, not_found also for a model without one. */
export async function removeCostPrice(
  ctx: ActorContext,
  accountId: string,
  model: string,
  version?: number,
): Promise<CostPriceView> {
  const nothing = { inputNanoUsd: 0n, outputNanoUsd: 0n, cachedInputNanoUsd: null, cacheWriteNanoUsd: null }
  return await addVersion(ctx, { accountId, model, effectiveFrom: undefined, version }, { ...nothing, removed: true })
}
