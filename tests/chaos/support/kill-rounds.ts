import type { TestServer } from '../../support/server'
import { type OperatorApi, operatorOf } from './operator'
import { type PacedCall, pacedCall } from './paced-call'
import type { OwnPostgres } from './postgres'

export type Key = { id: string; key: string }
export type Round = {
  name: string
  crashAt: string | null
  /** Milliseconds from the first delta that any caller got; unless a crash point comes first. */
  killAfterMs: number
  postgres: 'stop' | 'crash' | null
}
/** What a dead process left open. */
export type OpenHold = { request_id: string; output: number | null; checkpoint_ms: number | null }
export type PlayedRound = Round & {
  calls: PacedCall[]
  startedMs: number
  killedMs: number
  /** Milliseconds in which the database could take no checkpoint. */
  awayMs: number
  open: OpenHold[]
}

const points = [
  ...['after_hold', 'after_account_slot', 'before_first_byte', 'mid_stream'],
  ...['after_last_byte', 'in_settle', 'after_settle'],
]
const tokenMs = 20
const mostWaitMs = 20_000

/** A random generator that a seed repeats (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** In the middle, in the settlement, at a random instant, and with the database stopped. */
const fewTurns = [3, 5, points.length, points.length + 1]

/** `count` rounds: every crash point in turn, at random instants, and with the database restarted; if few, the hardest. */
export function planRounds(count: number, streams: number, random: () => number): Round[] {
  const between = (least: number, most: number) => least + Math.floor(random() * (most - least + 1))
  return Array.from({ length: count }, (_, n): Round => {
    const killAfterMs = between(300, 4_500)
    const turn = count <= fewTurns.length ? (fewTurns[n] ?? 0) : n % (points.length + 3)
    const point = points[turn]
    if (point !== undefined) {
      const times = point === 'mid_stream' ? between(10, streams * 60) : between(1, Math.ceil(streams * 0.6))
      return { name: `${point}:${times}`, crashAt: `${point}:${times}`, killAfterMs: 9_000, postgres: null }
    }
    if (turn === points.length) return { name: `random ${killAfterMs} ms`, crashAt: null, killAfterMs, postgres: null }
    const postgres: Round['postgres'] = turn === points.length + 1 ? 'stop' : 'crash'
    return { name: `database ${postgres}, then kill`, crashAt: null, killAfterMs: between(0, 1_000), postgres }
  })
}

const openHolds = `
  SELECT request_id, (checkpoint -> 'usage' ->> 'output')::int AS output,
    (extract(epoch FROM checkpoint_at) * 1000)::float AS checkpoint_ms FROM holds`

async function restart(database: OwnPostgres, how: 'stop' | 'crash'): Promise<number> {
  const fromMs = Date.now()
  await database[how]()
  await database.start()
  return Date.now() - fromMs
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** One life of a server under load, ended by SIGKILL; with what it left behind. */
export async function playRound(
  round: Round,
  n: number,
  server: TestServer,
  database: OwnPostgres,
  keys: readonly Key[],
  random: () => number,
): Promise<PlayedRound> {
  const startedMs = Date.now()
  let hear: () => void = () => undefined
  const heard = new Promise<void>((resolve) => {
    hear = resolve
  })
  const running = keys.map(({ id, key }, index) =>
    pacedCall(server.url, {
      ...{ tag: `r${n}-${id}`, key, keyId: id, tokenMs, chat: index % 4 === 3 },
      onDelta: hear,
      tokens: (round.postgres ? 200 : 20) + Math.floor(random() * 280),
    }),
  )
  let awayMs = 0
  const killing = (async () => {
    // A busy machine may need seconds for the first answer; the clock starts with it.
    await Promise.race([heard, server.exited, sleep(mostWaitMs)])
    if (round.postgres) {
      await sleep(1_000)
      awayMs = await restart(database, round.postgres)
      // Database and gateway dying in the same instant may lose that last second; this is about each of them alone.
      await sleep(1_500)
    }
    await sleep(round.killAfterMs)
    await server.kill()
  })()
  const killedMs = await server.exited.then(() => Date.now())
  const calls = await Promise.all(running)
  await killing
  return { ...round, calls, startedMs, killedMs, awayMs, open: await database.rows<OpenHold>(openHolds) }
}

/** `count` keys, ten to a customer, on pools with one account each at the simulator. */
export async function keysFor(url: string, simulatorUrl: string, count: number): Promise<Key[]> {
  const operator: OperatorApi = operatorOf(url)
  const keys: Key[] = []
  while (keys.length < count) {
    const { userId, poolId } = await operator.customer(simulatorUrl)
    for (let n = 0; n < 10 && keys.length < count; n++)
      keys.push(await operator.call<Key>('POST', `/users/${userId}/api-keys`, { name: `key ${n}`, poolId }))
  }
  return keys
}
