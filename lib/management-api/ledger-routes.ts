import { z } from 'zod'
import { defineRoute } from '../http'
import { trialBalance } from '../ledger'

const trialBalanceView = z.object({
  /** Zero, always. */
  sumNanoUsd: z.string(),
  accounts: z.array(z.object({ account: z.string(), balanceNanoUsd: z.string() })),
  openHolds: z.number(),
  heldNanoUsd: z.string(),
  invariants: z.array(z.object({ name: z.string(), holds: z.boolean(), detail: z.string() })),
})

/** /api/admin/v1/ledger/trial-balance */
export const ledgerTrialBalance = {
  GET: defineRoute({
    path: '/api/admin/v1/ledger/trial-balance',
    tag: 'Ledger',
    method: 'GET',
    summary: 'Read every account’s balance, their sum and the money invariants',
    scope: 'ledger:read',
    answer: trialBalanceView,
    handler: async () => {
      const { sumNanoUsd, accounts, openHolds, invariants } = await trialBalance()
      return {
        sumNanoUsd: sumNanoUsd.toString(),
        accounts: accounts.map((each) => ({ ...each, balanceNanoUsd: each.balanceNanoUsd.toString() })),
        openHolds: openHolds.count,
        heldNanoUsd: openHolds.heldNanoUsd.toString(),
        invariants,
      }
    },
  }),
}
