import { setTimeout as sleep } from 'node:timers/promises'
import { type Contender, targetOf } from './contenders'
import type { Loader } from './loader'
import { cpuMs, familyCpuMs, residentBytes } from './processes'

/** How long and how large a run is. */
export type Scale = {
  rounds: number
  /** Calls at 32 connections before anything is measured: programs run slower until their code is compiled. */
  compileMs: number
  /** Between two measurements: databases come to rest, and contenders do what they put off while they were stopped. */
  restMs: number
  jsonWarmMs: number
  jsonMs: number
  streamWarmMs: number
  streamMs: number
  manyStreams: number
  /** Open streams of the growth series, ascending. */
  streamSeries: readonly number[]
  /** Request bodies of the growth series, in bytes. */
  bodySeries: readonly number[]
  /** Every scenario for every contender, or only what the ratios need. */
  everyPair: boolean
}

export const fullScale: Scale = {
  ...{
    rounds: 3,
    compileMs: 20_000,
    restMs: 1_500,
    jsonWarmMs: 1_500,
    jsonMs: 5_000,
    streamWarmMs: 3_000,
    streamMs: 6_000,
    manyStreams: 5_000,
  },
  ...{ streamSeries: [10, 100, 1_000, 5_000], bodySeries: [1_000, 100_000, 10_000_000], everyPair: true },
}
export const quickScale: Scale = {
  ...{
    rounds: 1,
    compileMs: 2_500,
    restMs: 400,
    jsonWarmMs: 300,
    jsonMs: 1_500,
    streamWarmMs: 1_200,
    streamMs: 1_500,
    manyStreams: 0,
  },
  ...{ streamSeries: [], bodySeries: [], everyPair: false },
}

/** What one scenario says about one contender in one round: numbers under their names. */
export type Numbers = Record<string, number>

export const streamEvents = 64
const eventMs = 20
const slowEvents = 24
export const models = {
  json: 'bench-json',
  stream: `bench-stream-${streamEvents}-${eventMs}`,
  slow: `bench-stream-${slowEvents}-1000`,
}

function chatBody(model: string, text: string): string {
  const stream = model === models.json ? {} : { stream: true, stream_options: { include_usage: true } }
  return JSON.stringify({ model, messages: [{ role: 'user', content: text }], max_tokens: 256, ...stream })
}

const question = 'What was a turnpike, and who paid for the road? Answer in two sentences.'

/** Whole answers over `connections`. */
export async function jsonScenario(
  loader: Loader,
  contender: Contender,
  connections: number,
  scale: Scale,
): Promise<Numbers> {
  const order = { target: targetOf(contender, chatBody(models.json, question)), connections }
  const before = [familyCpuMs(contender.pid), familyCpuMs(contender.databasePid ?? 0)] as const
  const result = await loader.json({ ...order, warmMs: scale.jsonWarmMs, ms: scale.jsonMs })
  const after = [familyCpuMs(contender.pid), familyCpuMs(contender.databasePid ?? 0)] as const
  const perCall = (n: 0 | 1) => (((after[n] ?? 0) - (before[n] ?? 0)) * 1000) / Math.max(1, result.answered)
  return {
    perSecond: result.perSecond,
    p50Ms: result.latencyMs.p50,
    p99Ms: result.latencyMs.p99,
    failed: result.failed,
    cpuMicros: perCall(0),
    databaseCpuMicros: perCall(1),
  }
}

/** Lets a contender compile its code before it is measured. */
export async function compileScenario(loader: Loader, contender: Contender, scale: Scale): Promise<void> {
  const target = targetOf(contender, chatBody(models.json, question))
  await loader.json({ target, connections: 32, warmMs: 0, ms: scale.compileMs })
}

/** Streams of 64 events, one each 20 ms, `connections` at once and one after the other. */
export async function streamScenario(
  loader: Loader,
  contender: Contender,
  connections: number,
  scale: Scale,
): Promise<Numbers> {
  const target = targetOf(contender, chatBody(models.stream, question))
  const order = { target, connections, events: streamEvents }
  const result = await loader.streams({ ...order, warmMs: scale.streamWarmMs, ms: scale.streamMs })
  return {
    gapP50Ms: result.gapMs.p50,
    gapP99Ms: result.gapMs.p99,
    gapMaxMs: result.gapMs.max,
    firstP50Ms: result.firstMs.p50,
    firstP99Ms: result.firstMs.p99,
    whole: result.whole,
    broken: result.broken,
  }
}

const settleMs = 3_000
/** A process of ours gives its grown heap back after 20 to 25 s without a call (lib/trim-heap.ts). */
const restMs = 30_000
const longestRestMs = 40_000
const givenBack = 1.1
const steadyMs = 6_000
const perSecondRamp = 600

/** What a process holds once it holds no more than its `idle` memory and a tenth, or after the longest wait. */
async function bytesAfterRest(pid: number, idle: number): Promise<number> {
  const deadline = Date.now() + longestRestMs
  for (;;) {
    const bytes = residentBytes(pid) ?? 0
    if (bytes <= idle * givenBack || Date.now() > deadline) return bytes
    await sleep(1_000)
  }
}

/**
 * Many streams open at once, one event a second each: what an open stream costs, and whether it is given back. Of a
 * series' largest also after a rest, before and afterwards: how much a process holds then doesn't depend on what it did
 * earlier.
 */
export async function openScenario(
  loader: Loader,
  contender: Contender,
  connections: number,
  scale: Scale,
): Promise<Numbers> {
  const target = targetOf(contender, chatBody(models.slow, question))
  const rampMs = Math.max(500, (connections / perSecondRamp) * 1000)
  const rests = connections === scale.manyStreams
  if (rests) await sleep(restMs)
  const idle = residentBytes(contender.pid) ?? 0
  const opened: { bytes: number; cpuMs: number } = { bytes: 0, cpuMs: 0 }
  let watching: Promise<void> = Promise.resolve()
  const watch = async () => {
    const from = cpuMs(contender.pid) ?? 0
    await sleep(steadyMs)
    opened.cpuMs = (cpuMs(contender.pid) ?? 0) - from
    opened.bytes = residentBytes(contender.pid) ?? 0
  }
  const order = { target, connections, events: slowEvents, rampMs }
  const result = await loader.open(order, () => {
    watching = watch()
  })
  await watching
  await sleep(settleMs)
  const soon = residentBytes(contender.pid) ?? 0
  const after = rests ? await bytesAfterRest(contender.pid, idle) : soon
  return {
    streams: connections,
    idleMiB: idle / 2 ** 20,
    openMiB: opened.bytes / 2 ** 20,
    soonMiB: soon / 2 ** 20,
    afterMiB: after / 2 ** 20,
    kibPerStream: (opened.bytes - idle) / 1024 / connections,
    cpuMicrosPerEvent: (opened.cpuMs * 1000) / (connections * (steadyMs / 1000)),
    gapP99Ms: result.gapMs.p99,
    whole: result.whole,
    broken: result.broken,
  }
}

/** Requests of a given size, four at a time: processor time for each. */
export async function bodyScenario(loader: Loader, contender: Contender, bytes: number): Promise<Numbers> {
  const text = 'All work and no play. '.repeat(Math.ceil(bytes / 22)).slice(0, bytes)
  const order = { target: targetOf({ ...contender, keys: contender.keys.slice(0, 1) }, chatBody(models.json, text)) }
  await loader.json({ ...order, connections: 4, warmMs: 0, ms: 1_000 })
  const from = cpuMs(contender.pid) ?? 0
  const result = await loader.json({ ...order, connections: 4, warmMs: 0, ms: 3_000 })
  const used = (cpuMs(contender.pid) ?? 0) - from
  return {
    bytes,
    perSecond: result.perSecond,
    cpuMicrosPerRequest: (used * 1000) / Math.max(1, result.latencyMs.count),
    p50Ms: result.latencyMs.p50,
    failed: result.failed,
  }
}
