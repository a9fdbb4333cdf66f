import { mkdirSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import { measureFairness } from './fairness'
import { measureHandOff } from './hand-off'
import { plotFairness } from './plot'
import { startRedis } from './redis-server'
import { countCommands, measureThroughput } from './throughput'

const say = (text: string) => void process.stdout.write(`${text}\n`)
const round = (value: number, digits = 2) => Number(value.toFixed(digits))

function spread(values: readonly number[]) {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number) => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) }
}

async function measureAll() {
  const redis = await startRedis()
  try {
    say('commands of one request …')
    const commands = await countCommands(redis)
    say('admissions a second …')
    const throughput = await measureThroughput(redis)
    say('hand-over with 100 waiting …')
    const handOff = await measureHandOff(redis)
    say('fairness over time …')
    return { commands, throughput, handOff, fairness: await measureFairness(redis) }
  } finally {
    await redis.stop()
  }
}

const machine = `Node ${process.version}, ${os.cpus().length} × ${os.cpus()[0]?.model ?? 'unknown'}, load ${round(os.loadavg()[0] ?? 0, 1)} at start, Redis on the same machine`
const { commands, throughput, handOff, fairness } = await measureAll()
const floods = fairness.floods.map(({ name, floodStarts, trickle, idleShare }) => {
  const waits = spread(trickle.map(({ waitedMs }) => waitedMs))
  return { name, floodStarts, trickleWaitMs: waits, idlePercent: round(idleShare * 100, 1) }
})
const weights = fairness.weights.map(({ name, series }) => {
  const { a = 0, b = 0 } = series.at(-1) ?? {}
  return { name, a, b, ratio: round(a / Math.max(1, b)) }
})
const result = {
  machine,
  commandsPerRequest: commands,
  throughput: throughput.map((row) => ({
    ...row,
    aloneMs: round(row.aloneMs, 3),
    admissionsPerSecond: Math.round(row.admissionsPerSecond),
    scriptsPerSecond: Math.round(row.scriptsPerSecond),
  })),
  handOffMs: handOff.map(({ name, latenciesMs, acquireCalls }) => ({ name, acquireCalls, ...spread(latenciesMs) })),
  floods,
  weights,
}
mkdirSync('bench/results', { recursive: true })
writeFileSync('bench/results/admission.json', `${JSON.stringify(result, null, 2)}\n`)
writeFileSync('bench/results/admission-fairness.svg', plotFairness(fairness.floods, fairness.weights, machine))
say(JSON.stringify(result, null, 2))
process.exit(0)
