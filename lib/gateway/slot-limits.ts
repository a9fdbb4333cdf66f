import { type Settings, settings } from '../settings'
import { defaultSlotLimits, type SlotLimits } from '../slots'

let madeOf: Settings | null = null
let made: SlotLimits = defaultSlotLimits

function limitsOf(current: Settings): SlotLimits {
  return {
    ...defaultSlotLimits,
    leaseTtlMs: current.slotLeaseTtlMs,
    renewMs: current.slotRenewMs,
    confirmMs: current.handOverConfirmMs,
    pollMs: current.slotPollMs,
    warmupMs: current.storeWarmUpMs,
    maxCooldownMs: current.cooldownRetryAfterMaxMs,
    rateFallbackMs: current.cooldownRateLimitMinMs,
    rateFallbackMaxMs: current.cooldownRateLimitMaxMs,
    overloadMs: current.cooldownOverloadedMinMs,
    overloadMaxMs: current.cooldownOverloadedMaxMs,
    breakerFailures: current.breakerFailures,
    breakerWindowMs: current.breakerWindowMs,
    breakerOpenMs: current.breakerOpenMs,
    credentialFailures: current.credentialStrikes,
  }
}

/** The slot store's numbers as the operator set them; asked anew each time, so a change is in force at once. */
export function slotLimits(): SlotLimits {
  const current = settings()
  if (current !== madeOf) {
    made = limitsOf(current)
    madeOf = current
  }
  return made
}
