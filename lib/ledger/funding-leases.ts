import { logger } from '../logger'
import type { NanoUsd } from '../money'
import type { LedgerState } from './state-types'
import type { PlaceHoldInput } from './types'

const tickMs = 1_000
/** A lease is used only while the database confirmed it recently: limits set meanwhile count after this at the latest. */
const validMs = 2_500
/** Holds within a tick that make a customer busy enough for a lease. */
const busyHolds = 20
const maxUsersPerFill = 200

/** A slice of one customer's wallet from which this process admits without asking the database first. */
export type FundingLease = {
  /** Never more than the database has: it falls with the admission, there with the written hold. */
  remainingNanoUsd: NanoUsd
  /** Keys that no cap limits. */
  keys: ReadonlySet<string>
  validUntilMs: number
  /** Holds admitted from it and not written yet. */
  unwritten: number
  /** Admits no more; closed as soon as all its holds are written. */
  closing: boolean
}

type Demand = { holds: number; amountNanoUsd: NanoUsd; keyIds: Set<string> }

/** What this process has leased, and what its customers asked for since the last tick. */
export type FundingLeases = {
  timer: NodeJS.Timeout | null
  byUser: Map<string, FundingLease>
  demand: Map<string, Demand>
}

export function noFundingLeases(): FundingLeases {
  return { timer: null, byUser: new Map(), demand: new Map() }
}

/** From now on busy customers get leases, looked at each second. Only with the database's own clock. */
export function startFundingLeases(state: LedgerState): void {
  if (state.nowMs !== null) return
  state.leases.timer ??= setInterval(() => void tick(state), tickMs)
  state.leases.timer.unref()
}

function note(leases: FundingLeases, input: PlaceHoldInput): void {
  const { userId, keyId } = input.request
  const demand = leases.demand.get(userId) ?? { holds: 0, amountNanoUsd: 0n, keyIds: new Set() }
  leases.demand.set(userId, demand)
  demand.holds += 1
  demand.amountNanoUsd += input.amountNanoUsd
  demand.keyIds.add(keyId)
}

/** Takes a hold's amount from the customer's lease; null when there is none that covers it, and the wallet has to. */
export function drawOnLease(state: LedgerState, input: PlaceHoldInput): FundingLease | null {
  const { leases } = state
  if (leases.timer === null) return null
  note(leases, input)
  const lease = leases.byUser.get(input.request.userId)
  if (!lease || lease.closing || lease.remainingNanoUsd < input.amountNanoUsd) return null
  if (!lease.keys.has(input.request.keyId) || lease.validUntilMs < performance.now()) return null
  lease.remainingNanoUsd -= input.amountNanoUsd
  lease.unwritten += 1
  return lease
}

async function tick(state: LedgerState): Promise<void> {
  const { leases } = state
  const demand = leases.demand
  leases.demand = new Map()
  const busy = [...demand].filter(([, { holds }]) => holds >= busyHolds).slice(0, maxUsersPerFill)
  const busyIds = new Set(busy.map(([userId]) => userId))
  for (const [userId, lease] of leases.byUser) if (!busyIds.has(userId)) lease.closing = true
  try {
    if (busy.length > 0) await fill(state, busy)
    await closeWritten(state)
  } catch (error) {
    // Leases that aren't confirmed run out by themselves; the next tick tries again.
    logger().debug({ err: error }, 'leases of funds could not be renewed')
  }
}

type FillRow = { user_id: string; keys: string[]; added: bigint }

async function fill(state: LedgerState, busy: readonly (readonly [string, Demand])[]): Promise<void> {
  const wanted = busy.filter(([userId]) => !state.leases.byUser.get(userId)?.closing)
  if (wanted.length === 0) return
  const items = wanted.map(([userId, { amountNanoUsd, keyIds }]) => ({
    ...{ user_id: userId, keys: [...keyIds], target: targetOf(amountNanoUsd).toString() },
  }))
  const validUntilMs = performance.now() + validMs
  const rows = await state.holdConnection.query<FillRow>({
    ...{ name: 'fill_leases', text: 'SELECT * FROM fill_leases($1, $2, $3)' },
    values: [state.processId, JSON.stringify(items), wanted.map(([userId]) => userId)],
  })
  const answered = new Map(rows.map((row) => [row.user_id, row]))
  for (const [userId, { amountNanoUsd }] of wanted) {
    renew(state.leases, userId, answered.get(userId), { validUntilMs, targetNanoUsd: targetOf(amountNanoUsd) })
  }
}

/** Enough for two ticks like the last one. */
function targetOf(amountNanoUsd: NanoUsd): NanoUsd {
  return 2n * amountNanoUsd
}

function renew(
  leases: FundingLeases,
  userId: string,
  row: FillRow | undefined,
  now: { validUntilMs: number; targetNanoUsd: NanoUsd },
): void {
  const lease = leases.byUser.get(userId)
  if (!row) {
    if (lease) lease.closing = true
    return
  }
  const remainingNanoUsd = (lease?.remainingNanoUsd ?? 0n) + row.added
  const renewed = { remainingNanoUsd, keys: new Set(row.keys), validUntilMs: now.validUntilMs }
  // The database thinks it full and it isn't: written holds were lost with the server, so it begins anew.
  const isStuck = row.added === 0n && 8n * remainingNanoUsd < now.targetNanoUsd
  if (lease) Object.assign(lease, renewed, { closing: isStuck })
  else if (row.added > 0n) leases.byUser.set(userId, { ...renewed, unwritten: 0, closing: false })
}

/** Gives back what closing leases have left; those with unwritten holds wait for a later tick. */
async function closeWritten(state: LedgerState): Promise<void> {
  const { byUser } = state.leases
  const users = [...byUser].filter(([, lease]) => lease.closing && lease.unwritten === 0).map(([userId]) => userId)
  if (users.length === 0) return
  await state.holdConnection.query({
    ...{ name: 'close_leases', text: 'SELECT close_leases($1, $2)', values: [state.processId, users] },
  })
  for (const userId of users) byUser.delete(userId)
}

const recallRounds = 20
const recallPauseMs = 100

/**
 * A customer's call found too little money: what processes have leased of the wallet is given back. True when there was
 * any, and the call should be tried again; within two seconds.
 */
export async function recallLeases(state: LedgerState, userId: string): Promise<boolean> {
  const statement = { name: 'recall_leases', text: recallStatement, values: [userId, state.processId] }
  let found = false
  for (let round = 0; round < recallRounds; round++) {
    const own = state.leases.byUser.get(userId)
    if (own) own.closing = true
    await closeWritten(state)
    const others = await state.holdConnection.query(statement)
    if (others.length === 0 && !state.leases.byUser.has(userId)) return found || own !== undefined
    found = true
    await new Promise((resolve) => setTimeout(resolve, recallPauseMs))
  }
  return found
}

const recallStatement = `UPDATE funding_leases SET recalled_at = coalesce(recalled_at, now())
  WHERE user_id = $1 AND process_id <> $2 RETURNING 1`

/** Ends the leases of this process; whatever can't be given back now is given back by the sweeper. */
export async function closeFundingLeases(state: LedgerState): Promise<void> {
  const { leases } = state
  if (leases.timer) clearInterval(leases.timer)
  leases.timer = null
  for (const lease of leases.byUser.values()) lease.closing = true
  await closeWritten(state).catch((error: unknown) => {
    logger().warn({ err: error }, 'leases of funds are left to the sweeper')
  })
}
