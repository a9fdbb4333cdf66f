import { logger } from '../logger'
import type { NanoUsd } from '../money'
import type { LedgerState } from './state-types'
import type { PlaceHoldInput } from './types'

const tickMs = 1_000
/** A lease is used only while the database confirmed it recently: limits set meanwhile count after this at the latest. */
const validMs = 2_500
/** Holds within a tick that make a customer busy enough for a lease: what it costs is shared with the other busy ones. */
const busyHolds = 5
const maxUsersPerFill = 200

/** A slice of one customer's wallet from which this process admits without asking the database first. */
export type FundingLease = {
  /** Never more than the database has: it falls with the admission, there with the written hold. */
  remainingNanoUsd: NanoUsd
  /** Keys that no cap limits. */
  keys: ReadonlySet<string>
  validUntilMs: number
  /** Holds admitted from it that have neither a row nor a settlement yet. */
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
  /** Recalls on their way: all refused calls of a customer wait for one. */
  recalls: Map<string, Promise<boolean>>
  /** A tick still waits for the database. */
  isTicking: boolean
}

export function noFundingLeases(): FundingLeases {
  return { timer: null, byUser: new Map(), demand: new Map(), recalls: new Map(), isTicking: false }
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
  if (leases.isTicking) return
  leases.isTicking = true
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
  } finally {
    leases.isTicking = false
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
  // Known before it is asked for: should the answer be lost, what the database may have leased is still given back.
  for (const [userId] of wanted) if (!state.leases.byUser.has(userId)) state.leases.byUser.set(userId, emptyLease())
  const rows = await askForLeases(state, wanted, items)
  const answered = new Map(rows.map((row) => [row.user_id, row]))
  for (const [userId, { amountNanoUsd }] of wanted) {
    renew(state.leases, userId, answered.get(userId), { validUntilMs, targetNanoUsd: targetOf(amountNanoUsd) })
  }
}

function emptyLease(): FundingLease {
  return { remainingNanoUsd: 0n, keys: new Set(), validUntilMs: 0, unwritten: 0, closing: false }
}

async function askForLeases(state: LedgerState, wanted: readonly (readonly [string, Demand])[], items: object[]) {
  const users = wanted.map(([userId]) => userId)
  try {
    return await state.checkpointConnection.query<FillRow>({
      ...{ name: 'fill_leases', text: 'SELECT * FROM fill_leases($1, $2, $3)' },
      values: [state.processId, JSON.stringify(items), users],
    })
  } catch (error) {
    for (const userId of users) {
      const lease = state.leases.byUser.get(userId)
      if (lease?.validUntilMs === 0) lease.closing = true
    }
    throw error
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
  if (!lease) return
  if (!row) {
    lease.closing = true
    return
  }
  lease.remainingNanoUsd += row.added
  lease.keys = new Set(row.keys)
  lease.validUntilMs = now.validUntilMs
  // Nothing there to lease; or the database thinks it full, as written holds were lost with the server: it begins anew.
  if (row.added === 0n && 8n * lease.remainingNanoUsd < now.targetNanoUsd) lease.closing = true
}

/** Gives back what closing leases have left; those with holds that the database doesn't know wait for a later tick. */
async function closeWritten(state: LedgerState): Promise<void> {
  const { byUser } = state.leases
  for (const lease of byUser.values()) if (lease.closing && lease.unwritten > 0) state.noted.write(lease)
  const ended = [...byUser].filter(([, lease]) => lease.closing && lease.unwritten === 0)
  if (ended.length === 0) return
  const users = ended.map(([userId]) => userId)
  await state.checkpointConnection.query({
    ...{ name: 'close_leases', text: 'SELECT close_leases($1, $2)', values: [state.processId, users] },
  })
  for (const [userId, lease] of ended) if (byUser.get(userId) === lease) byUser.delete(userId)
}

const recallRounds = 20
const recallPauseMs = 100

/**
 * A customer's call found too little money: what processes have leased of the wallet is given back. True when there was
 * any, and the call should be tried again; within two seconds.
 */
export function recallLeases(state: LedgerState, userId: string): Promise<boolean> {
  const { recalls } = state.leases
  const running = recalls.get(userId)
  if (running !== undefined) return running
  const recall = recallAll(state, userId)
    .catch((error: unknown) => {
      logger().warn({ err: error, userId }, 'leases of funds could not be recalled')
      return false
    })
    .finally(() => recalls.delete(userId))
  recalls.set(userId, recall)
  return recall
}

async function recallAll(state: LedgerState, userId: string): Promise<boolean> {
  const statement = { name: 'recall_leases', text: recallStatement, values: [userId, state.processId] }
  let found = false
  for (let round = 0; round < recallRounds; round++) {
    const own = state.leases.byUser.get(userId)
    if (own) own.closing = true
    await closeWritten(state)
    const others = await state.checkpointConnection.query(statement)
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
