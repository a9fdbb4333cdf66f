/** The slot store's numbers; every one is a setting, and tests make them short. */
export type SlotLimits = {
  /** How long a lease lives without being renewed. */
  leaseTtlMs: number
  /** How often a process renews all its leases. */
  renewMs: number
  /** How long a handed-over lease waits for its process. */
  confirmMs: number
  /** The safety net for lost wake-ups. */
  pollMs: number
  /** How long a waiter counts as alive without its process asking for it. */
  ticketTtlMs: number
  /** After the store lost its memory: how long only renewals are admitted. */
  warmupMs: number
  /** How long one command may take before the store counts as unreachable. */
  commandTimeoutMs: number
  /** Longest pause that an upstream's answer may name for its account. */
  maxCooldownMs: number
  /** Pauses after a 429 that names none: doubling from the first to the last. */
  rateFallbackMs: number
  rateFallbackMaxMs: number
  /** Pauses after a 529: doubling from the first to the last. */
  overloadMs: number
  overloadMaxMs: number
  breakerFailures: number
  breakerWindowMs: number
  breakerOpenMs: number
  /** Refused credentials in a row that take an account out of service. */
  credentialFailures: number
  /** How long an account's past is remembered after its last cooldown ended. */
  healthMemoryMs: number
}

export const defaultSlotLimits: SlotLimits = {
  leaseTtlMs: 30_000,
  renewMs: 10_000,
  confirmMs: 2_000,
  pollMs: 1_000,
  ticketTtlMs: 5_000,
  warmupMs: 10_000,
  commandTimeoutMs: 1_000,
  maxCooldownMs: 900_000,
  rateFallbackMs: 5_000,
  rateFallbackMaxMs: 300_000,
  overloadMs: 60_000,
  overloadMaxMs: 600_000,
  breakerFailures: 5,
  breakerWindowMs: 30_000,
  breakerOpenMs: 30_000,
  credentialFailures: 3,
  healthMemoryMs: 3_600_000,
}
