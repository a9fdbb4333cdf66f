import { checkKey, type KeyAccess } from '../api-keys'
import { getBalance, getKeySpend } from '../ledger'
import { addressOf, refusalOf, secretOf } from './authenticate'
import type { Exchange } from './exchange'

const nanoPerMicroUsd = 1_000n

/** USD with 6 places, rounded down; external tools poll this number. */
function usdNumber(nanoUsd: bigint): number {
  return Number(nanoUsd / nanoPerMicroUsd) / 1_000_000
}

/** What a key may still spend: the tightest of balance and spend cap. Answers for exhausted and expired keys too. */
export async function usageOf(exchange: Exchange): Promise<Record<string, unknown>> {
  const check = await checkKey(secretOf(exchange, false), addressOf(exchange))
  const access = check.kind === 'blocked' ? null : check.access
  if (access === null) {
    if (check.kind === 'allowed') throw new Error('an allowed key has an owner')
    throw refusalOf(check)
  }
  const { remaining, capRemaining, balance } = await remainingOf(access)
  return {
    isValid: check.kind === 'allowed',
    planName: access.planName ?? 'Pay as you go',
    remaining: usdNumber(remaining),
    remainingNanoUsd: remaining.toString(),
    unit: 'USD',
    balanceNanoUsd: balance.toString(),
    keyCapRemainingNanoUsd: capRemaining?.toString() ?? null,
    keyId: access.keyId,
    keyName: access.keyName,
    expiresAt: access.expiresAtMs === null ? null : new Date(access.expiresAtMs).toISOString(),
    ...(check.kind === 'refused' ? { reason: check.code } : {}),
  }
}

async function remainingOf(
  access: KeyAccess,
): Promise<{ remaining: bigint; capRemaining: bigint | null; balance: bigint }> {
  const [{ availableNanoUsd }, used] = await Promise.all([getBalance(access.userId), getKeySpend(access.keyId)])
  const left = access.spendCapNanoUsd === null ? null : access.spendCapNanoUsd - used
  const capRemaining = left === null ? null : left > 0n ? left : 0n
  const remaining = capRemaining !== null && capRemaining < availableNanoUsd ? capRemaining : availableNanoUsd
  return { remaining, capRemaining, balance: availableNanoUsd }
}
