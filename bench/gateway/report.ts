import { mkdirSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import type { Absence, Contender } from './contenders'
import { plotRun } from './plot'
import type { Numbers, Scale } from './scenarios'
import { median } from './statistics'

export type Measured = { scenario: string; contender: string; round: number; numbers: Numbers }
export type Run = {
  measured: readonly Measured[]
  contenders: readonly Contender[]
  absent: readonly Absence[]
  scale: Scale
  /** The machine's load when nothing of ours ran yet. */
  loadBefore: number
  /** Written where the README finds it. */
  keep: boolean
}

const folder = 'bench/results'
/** What the product's own page about its measurements shows. */
const published = 'app/_measured/gateway.json'
const publishedScenarios = ['json-32', 'json-1', 'streams-100', 'streams-500']

type Kept = Pick<Run, 'loadBefore' | 'scale'> & {
  at: string
  machine: string
  versions: Record<string, string>
  medians: Medians
}

function publishedRun({ at, machine: where, loadBefore, scale, versions, medians }: Kept): object {
  const shown = Object.fromEntries(publishedScenarios.map((name) => [name, medians[name]]))
  return { at, machine: where, loadBefore, rounds: scale.rounds, versions, medians: shown }
}

/** Medians over the rounds: scenario → contender → numbers. */
export type Medians = Record<string, Record<string, Numbers>>

export function mediansOf(measured: readonly Measured[]): Medians {
  const result: Medians = {}
  for (const { scenario, contender } of measured) {
    const rounds = measured.filter((each) => each.scenario === scenario && each.contender === contender)
    const names = Object.keys(rounds[0]?.numbers ?? {})
    const numbers = names.map((name) => [name, median(rounds.map((round) => round.numbers[name] ?? 0))] as const)
    result[scenario] = { ...result[scenario], [contender]: Object.fromEntries(numbers) }
  }
  return result
}

/** The machine in one sentence, for every table and picture. */
export function machine(): string {
  const cpus = os.cpus()
  const memory = Math.round(os.totalmem() / 2 ** 30)
  return `${cpus.length} × ${cpus[0]?.model ?? 'CPU'}, ${memory} GiB, ${os.type()} ${os.release()}, Node ${process.version}`
}

function text(value: number | undefined, digits: number): string {
  return value === undefined
    ? ''
    : value.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits })
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, n) => Math.max(name.length, ...rows.map((row) => row[n]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, n) => (n === 0 ? cell.padEnd(widths[n] ?? 0) : cell.padStart(widths[n] ?? 0))).join(' | ')} |`
  const rule = widths.map((width, n) => (n === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [line(head), line(rule), ...rows.map(line)].join('\n')
}

function jsonTable(medians: Medians): string {
  const [many = {}, one = {}] = [medians['json-32'], medians['json-1']]
  const peer = many['portkey']?.['perSecond']
  const alone = one['upstream']
  const added = (name: string, field: string) => {
    const [own, base] = [one[name]?.[field], alone?.[field]]
    return own === undefined || base === undefined ? '' : text(own - base, 2)
  }
  const rows = Object.entries(many).map(([name, numbers]) => [
    name,
    text(numbers['perSecond'], 0),
    peer === undefined ? '' : `${text((numbers['perSecond'] ?? 0) / peer, 1)} ×`,
    text(numbers['p50Ms'], 2),
    text(numbers['p99Ms'], 2),
    ...(name === 'upstream' ? ['', ''] : [added(name, 'p50Ms'), added(name, 'p99Ms')]),
    text(numbers['failed'], 0),
  ])
  const head = [
    'JSON answers',
    'req/s at 32',
    'of Portkey',
    'p50 ms',
    'p99 ms',
    'added p50 ms at 1',
    'added p99 ms at 1',
    'failed',
  ]
  return table(head, rows)
}

function streamTable(medians: Medians): string {
  const [few = {}, many = {}] = [medians['streams-100'], medians['streams-500']]
  const base = few['upstream']?.['firstP99Ms']
  const rows = Object.keys({ ...few, ...many }).map((name) => {
    const numbers = many[name] ?? {}
    const first = few[name]?.['firstP99Ms']
    const added = first === undefined || base === undefined || name === 'upstream' ? '' : text(first - base, 2)
    const broken = (few[name]?.['broken'] ?? 0) + (numbers['broken'] ?? 0)
    return [
      name,
      text(few[name]?.['gapP99Ms'], 1),
      added,
      text(numbers['gapP99Ms'], 1),
      text(numbers['gapMaxMs'], 1),
      text(broken, 0),
    ]
  })
  const head = [
    'Streams, an event each 20 ms',
    'gap p99 ms at 100',
    'added TTFT p99 ms at 100',
    'gap p99 ms at 500',
    'largest gap',
    'broken',
  ]
  return table(head, rows)
}

function seriesTable(
  medians: Medians,
  prefix: string,
  head: readonly string[],
  fields: readonly [string, number][],
): string {
  const rows = Object.entries(medians)
    .filter(([scenario]) => scenario.startsWith(prefix))
    .flatMap(([scenario, contenders]) =>
      Object.entries(contenders).map(([name, numbers]) => [
        `${scenario.slice(prefix.length)} ${name}`,
        ...fields.map(([field, digits]) => text(numbers[field], digits)),
      ]),
    )
  return rows.length === 0 ? '' : table(head, rows)
}

function openTable(medians: Medians): string {
  const head = [
    'Open streams, an event a second',
    'KiB each',
    'idle MiB',
    'open MiB',
    'after MiB',
    'CPU µs an event',
    'broken',
  ]
  const fields: [string, number][] = [
    ['kibPerStream', 1],
    ['idleMiB', 0],
    ['openMiB', 0],
    ['afterMiB', 0],
    ['cpuMicrosPerEvent', 0],
    ['broken', 0],
  ]
  return seriesTable(medians, 'open-', head, fields)
}

function bodyTable(medians: Medians): string {
  const head = ['Request body, bytes', 'CPU µs a request', 'p50 ms', 'req/s at 4', 'failed']
  return seriesTable(medians, 'body-', head, [
    ['cpuMicrosPerRequest', 0],
    ['p50Ms', 2],
    ['perSecond', 0],
    ['failed', 0],
  ])
}

/** Tables of a run as Markdown; a whole run is also kept as JSON, Markdown and picture. */
export function report({ measured, contenders, absent, scale, loadBefore, keep }: Run): string {
  const medians = mediansOf(measured)
  const at = new Date().toISOString()
  const facts = [
    `${at}, ${machine()}, load ${loadBefore.toFixed(2)} before the run, ${scale.rounds} rounds, medians.`,
    `${contenders.map(({ name, version }) => `${name} ${version}`.trim()).join(', ')}.`,
    ...absent.map(({ name, reason }) => `Not measured: ${name}: ${reason}.`),
  ]
  const parts = [facts.join('\n'), jsonTable(medians), streamTable(medians), openTable(medians), bodyTable(medians)]
  const whole = parts.filter((part) => part !== '').join('\n\n')
  if (!keep) return whole
  mkdirSync(folder, { recursive: true })
  const versions = Object.fromEntries(contenders.map(({ name, version }) => [name, version]))
  const json = { at, machine: machine(), loadBefore, scale, versions, absent, medians, measured }
  writeFileSync(`${folder}/gateway.json`, `${JSON.stringify(json, null, 1)}\n`)
  writeFileSync(published, `${JSON.stringify(publishedRun(json), null, 2)}\n`)
  writeFileSync(`${folder}/gateway.md`, `# The gateway, measured\n\n${whole}\n`)
  writeFileSync(`${folder}/gateway.svg`, plotRun(medians, machine()))
  return whole
}
