import { writeAudit } from '../audit'
import type { ActorContext } from '../auth/types'
import { inTransaction, prisma } from '../db/prisma'
import { AppError } from '../errors'
import type { CostPriceInput, CostPriceView } from './schemas'

const maxPrices = 2_000

type Row = {
  model: string
  inputNanoUsd: bigint
  outputNanoUsd: bigint
  cachedInputNanoUsd: bigint | null
  cacheWriteNanoUsd: bigint | null
  updatedAt: Date
}

const json = (row: Row): CostPriceView => ({
  model: row.model,
  inputNanoUsdPerMillion: row.inputNanoUsd.toString(),
  outputNanoUsdPerMillion: row.outputNanoUsd.toString(),
  cachedInputNanoUsdPerMillion: row.cachedInputNanoUsd?.toString() ?? null,
  cacheWriteNanoUsdPerMillion: row.cacheWriteNanoUsd?.toString() ?? null,
  updatedAt: row.updatedAt.toISOString(),
})

/** What an account's provider bills for each model that has a price of its own, by name. */
export async function listCostPrices(accountId: string): Promise<CostPriceView[]> {
  const rows = await prisma().costPrice.findMany({ where: { accountId }, orderBy: { model: 'asc' }, take: maxPrices })
  return rows.map(json)
}

/** Sets or, with null, takes away what an account's provider bills for a model, audited; margins of all time follow it. Throws not_found. */
export async function putCostPrice(
  ctx: ActorContext,
  accountId: string,
  model: string,
  input: CostPriceInput | null,
): Promise<CostPriceView | null> {
  const where = { accountId_model: { accountId, model } }
  return await inTransaction(async (tx) => {
    const account = await tx.upstreamAccount.findFirst({ where: { id: accountId, deletedAt: null } })
    if (!account) throw new AppError('not_found', 'There is no such upstream account.')
    const before = await tx.costPrice.findUnique({ where })
    const data = input && {
      inputNanoUsd: input.inputNanoUsdPerMillion,
      outputNanoUsd: input.outputNanoUsdPerMillion,
      cachedInputNanoUsd: input.cachedInputNanoUsdPerMillion ?? null,
      cacheWriteNanoUsd: input.cacheWriteNanoUsdPerMillion ?? null,
    }
    const row = data && (await tx.costPrice.upsert({ where, create: { accountId, model, ...data }, update: data }))
    if (!data) await tx.costPrice.deleteMany({ where: { accountId, model } })
    const after = row ? json(row) : null
    await writeAudit(tx, ctx, {
      ...{ action: 'cost_price.put', subjectKind: 'upstream_account', subjectId: accountId },
      ...{ before: before ? json(before) : { model }, after: after ?? { model, removed: true } },
    })
    return after
  })
}
