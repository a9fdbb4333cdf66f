import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import {
  type Absence,
  type Contender,
  type ContenderName,
  startNginx,
  startPortkey,
  startTurnpikes,
} from './contenders'
import { type CpuProfile, flameGraph } from './flame-graph'
import { type Loader, startLoader } from './loader'
import { cleanUp, cleanUps, forkProgram, withStopped } from './processes'
import { type Measured, report } from './report'
import {
  bodyScenario,
  compileScenario,
  fullScale,
  jsonScenario,
  models,
  openScenario,
  quickScale,
  type Scale,
  streamScenario,
} from './scenarios'
import { installTurnpike } from './turnpike'

const say = (text: string) => process.stdout.write(`${text}\n`)

const version: string = JSON.parse(readFileSync('package.json', 'utf8')).version

function startUpstream(): Promise<{ port: number; pid: number }> {
  const child = forkProgram('upstream')
  return new Promise((resolve) => {
    child.once('message', ({ port }: { port: number }) => resolve({ port, pid: child.pid ?? 0 }))
  })
}

async function startAll(
  directory: string,
  only: readonly string[],
): Promise<{ contenders: Contender[]; absent: Absence[] }> {
  const upstream = await startUpstream()
  const upstreamUrl = `http://127.0.0.1:${upstream.port}`
  const wants = (...names: ContenderName[]) => only.length === 0 || names.some((name) => only.includes(name))
  const common = { headers: [], path: '/v1/chat/completions', keys: ['none'] }
  const ours = async (): Promise<(Contender | Absence)[]> => {
    const install = await installTurnpike(directory, upstreamUrl, Object.values(models))
    const { keys, databasePid, pages } = install
    const next = { name: 'turnpike-next' as const, version, ...pages, ...common, keys, databasePid }
    return [...(await startTurnpikes(directory, install, version)), next]
  }
  const starts = [
    wants('nginx') ? startNginx(`${directory}/nginx`, upstream.port) : [],
    wants('turnpike', 'turnpike-redis', 'turnpike-next') ? ours() : [],
    wants('portkey') ? startPortkey(directory, upstreamUrl) : [],
  ]
  // Who gives up waits for the others, so that whatever they started is known and ended.
  await Promise.allSettled(starts)
  const found = [
    { name: 'upstream' as const, version: '', ...upstream, ...common },
    ...(await Promise.all(starts)).flat(),
  ]
  const contenders = found.filter((each) => 'port' in each).filter(({ name }) => name === 'upstream' || wants(name))
  return { contenders, absent: found.filter((each) => 'reason' in each) }
}

type Scenario = {
  name: string
  applies(contender: Contender): boolean
  run(contender: Contender): Promise<Record<string, number>>
}

function scenariosOf(loader: Loader, scale: Scale): Scenario[] {
  const but =
    (...names: ContenderName[]) =>
    ({ name }: Contender) =>
      scale.everyPair || !names.includes(name)
  const json = (connections: number) => (contender: Contender) => jsonScenario(loader, contender, connections, scale)
  const streams = (open: number) => (contender: Contender) => streamScenario(loader, contender, open, scale)
  return [
    { name: 'json-32', applies: but(), run: json(32) },
    { name: 'json-1', applies: but('turnpike-next'), run: json(1) },
    { name: 'streams-100', applies: but('nginx', 'turnpike-next'), run: streams(100) },
    { name: 'streams-500', applies: but('upstream', 'nginx', 'turnpike-redis', 'turnpike-next'), run: streams(500) },
  ]
}

/** In a short run nginx, which has nothing to compile, and the upstream, which the others' turns compile, go without. */
function isCompiledAsItRuns(scale: Scale): (contender: Contender) => boolean {
  return ({ name }) => scale.everyPair || (name !== 'nginx' && name !== 'upstream')
}

function lastScenarios(loader: Loader, scale: Scale): Scenario[] {
  const few = ({ name }: Contender) => name === 'turnpike' || name === 'portkey'
  const own = ({ name }: Contender) => name === 'turnpike'
  return [
    ...scale.bodySeries.map((bytes) => ({
      ...{ name: `body-${bytes}`, applies: few },
      run: (contender: Contender) => bodyScenario(loader, contender, bytes),
    })),
    ...scale.streamSeries.map((streams) => ({
      ...{ name: `open-${streams}`, applies: streams === scale.manyStreams ? few : own },
      run: (contender: Contender) => openScenario(loader, contender, streams, scale),
    })),
  ]
}

async function measure(
  contenders: readonly Contender[],
  scenarios: readonly Scenario[],
  round: number,
  scale: Scale,
): Promise<Measured[]> {
  const measured: Measured[] = []
  for (const scenario of scenarios) {
    for (const contender of contenders.filter(scenario.applies)) {
      const others = contenders.filter(({ name, pid }) => name !== 'upstream' && pid !== contender.pid)
      const pids = others.map(({ pid }) => pid)
      const numbers = await withStopped(pids, () => scenario.run(contender))
      measured.push({ scenario: scenario.name, contender: contender.name, round, numbers })
      const shown = Object.entries(numbers).map(([name, value]) => `${name} ${value.toPrecision(4)}`)
      say(`${round}  ${scenario.name.padEnd(12)} ${contender.name.padEnd(15)} ${shown.join('  ')}`)
      await sleep(scale.restMs)
    }
  }
  return measured
}

/** Where one process of ours spends its time while it answers `scenario`, as a picture. */
async function profile(scenario: string, scale: Scale): Promise<void> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'turnpike-profile-'))
  process.env['BENCH_NODE_FLAGS'] = `--cpu-prof --cpu-prof-interval=500 --cpu-prof-dir=${directory}`
  let pid = 0
  try {
    const { contenders } = await startAll(directory, ['turnpike'])
    const own = contenders.filter(({ name }) => name === 'turnpike')
    pid = own[0]?.pid ?? 0
    const loader = startLoader()
    for (const contender of own) await compileScenario(loader, contender, scale)
    const asked = scenariosOf(loader, scale).filter(({ name }) => name === scenario)
    for (let round = 1; round <= 2; round++) await measure(own, asked, round, scale)
  } finally {
    await cleanUp()
  }
  const file = readdirSync(directory).find((name) => name.split('.')[3] === String(pid))
  if (!file) throw new Error('the process left no profile')
  const taken: CpuProfile = JSON.parse(readFileSync(`${directory}/${file}`, 'utf8'))
  const title = `Turnpike, in-process store, ${scenario}: busy time of its process, callers above callees`
  writeFileSync(`bench/results/flame-${scenario}.svg`, flameGraph(taken, title, 0.6))
  rmSync(directory, { recursive: true, force: true })
}

/** Runs the benchmark. `--profile s`: instead of it a flame graph of our process in one scenario. `--quick`: one short round; `--only a,b`: these contenders; `--scenario s`: scenarios that begin so; `--keep`: write the results although the run is not whole. */
export async function main(args: string[]): Promise<void> {
  const options = {
    quick: { type: 'boolean' },
    only: { type: 'string' },
    scenario: { type: 'string' },
    rounds: { type: 'string' },
    keep: { type: 'boolean' },
    profile: { type: 'string' },
  } as const
  const { values } = parseArgs({ args, options })
  const base = values.quick ? quickScale : fullScale
  const scale = { ...base, rounds: Number(values.rounds ?? base.rounds) }
  if (values.profile) return await profile(values.profile, { ...scale, rounds: 1 })
  const only = values.only?.split(',') ?? []
  const asked = (scenario: Scenario) => scenario.name.startsWith(values.scenario ?? '')
  const loadBefore = os.loadavg()[0] ?? 0
  const directory = mkdtempSync(path.join(os.tmpdir(), 'turnpike-bench-'))
  cleanUps.push(() => rmSync(directory, { recursive: true, force: true }))
  // Whoever stops the run leaves nothing running.
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void cleanUp().then(() => process.exit(1)))
  try {
    const { contenders, absent } = await startAll(directory, only)
    for (const { name, reason } of absent) say(`without ${name}: ${reason}`)
    const loader = startLoader()
    for (const contender of contenders.filter(isCompiledAsItRuns(scale)))
      await compileScenario(loader, contender, scale)
    const measured: Measured[] = []
    for (let round = 1; round <= scale.rounds; round++)
      measured.push(...(await measure(contenders, scenariosOf(loader, scale).filter(asked), round, scale)))
    measured.push(...(await measure(contenders, lastScenarios(loader, scale).filter(asked), 1, scale)))
    const keep = values.keep ?? (only.length === 0 && values.scenario === undefined && !values.quick)
    say(`\n${report({ measured, contenders, absent, scale, loadBefore, keep })}`)
  } finally {
    await cleanUp()
  }
}
