import { prisma } from '../../db/prisma'
import { multiplierScale } from '../../money'
import { usageTotals } from '../../usage'
import type { ReadInput, Reading } from '../types'

const maxAccounts = 1_000

function startOf(period: 'day' | 'month', nowMs: number): Date {
  const now = new Date(nowMs)
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), period === 'day' ? now.getUTCDate() : 1))
}

/**
 * Percent of the budget left in the UTC day or month, by account. Upstreams don't tell their balance, so it is what was
 * spent there: usage at the price book, times the account's own share of it.
 */
export async function readUpstreamBudget({ filters, nowMs }: ReadInput): Promise<Reading[]> {
  const { accountId, budgetNanoUsd, period = 'month' } = filters
  const budget = BigInt(budgetNanoUsd ?? '0')
  if (budget <= 0n) return []
  const range = { from: startOf(period, nowMs), to: new Date(nowMs + 1) }
  const [accounts, totals] = await Promise.all([
    prisma().upstreamAccount.findMany({
      where: { deletedAt: null, ...(accountId === undefined ? {} : { id: accountId }) },
      select: { id: true, name: true, costMultiplier: true },
      take: maxAccounts,
    }),
    usageTotals({
      ...range,
      groupBy: 'account',
      limit: maxAccounts,
      ...(accountId === undefined ? {} : { accountId }),
    }),
  ])
  const spent = new Map(totals.map((each) => [each.group, each.costNanoUsd]))
  return accounts.map(({ id, name, costMultiplier }) => {
    const cost = ((spent.get(id) ?? 0n) * (costMultiplier ?? multiplierScale)) / multiplierScale
    return { label: id, name, value: 100 - Number((cost * 10_000n) / budget) / 100 }
  })
}
