import { prisma } from '../../db/prisma'
import { trialBalance } from '../../ledger'
import type { Reading } from '../types'

const reconcileJob = 'job:reconcile'

async function reconcileReading(): Promise<Reading[]> {
  const row = await prisma().jobWatermark.findUnique({ where: { name: reconcileJob } })
  const outcome = Object(Object(row?.detail)['outcome'])['differences']
  if (typeof outcome !== 'number') return []
  return [{ label: 'balances_equal_transfers', value: outcome > 0 ? 1 : 0, reason: `${outcome} accounts differ` }]
}

/** 1 for each rule of the books that is broken now, 0 for those that hold; with what the last reconciliation found. */
export async function readInvariants(): Promise<Reading[]> {
  const [{ invariants }, reconciled] = await Promise.all([trialBalance(), reconcileReading()])
  return [
    ...invariants.map(({ name, holds, detail }) => ({ label: name, value: holds ? 0 : 1, reason: detail })),
    ...reconciled,
  ]
}
