// What the deployment files speak of, read from the product's own sources.
import fs from 'node:fs'
import path from 'node:path'
import { collectDefaultMetrics, Registry } from 'prom-client'

const fewestVariables = 20
const fewestRoutes = 15
const minuteMs = 60_000

const read = (root, file) => fs.readFileSync(path.join(root, file), 'utf8')

function filesUnder(root, folder) {
  return fs
    .readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('generated'))
    .map((entry) => path.join(entry.parentPath, entry.name))
}

/** Every variable of lib/env-fields.ts. */
function readVariables(root) {
  const text = read(root, 'lib/env-fields.ts')
  const start = text.indexOf('export const environmentShape')
  const shape = text.slice(start, text.indexOf('\n} as const', start))
  return new Set([...shape.matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map((match) => match[1]))
}

/** Paths of the gateway with their aliases, and those of the probes. */
function readRoutes(root) {
  const text = read(root, 'lib/gateway/routes.ts')
  const routes = [...text.matchAll(/route\(\s*'[A-Z]+',\s*'([^']+)',\s*\{([^}]*)\}/g)]
  const ops = routes.filter((match) => match[2].includes("'ops'")).map((match) => match[1])
  const aliases = [...text.matchAll(/^ {2}\['([^']+)', '[^']+'\],?$/gm)].map((match) => match[1])
  const plain = (source) => source.replace(/\(\?:([^)]*)\)\?/g, '').replace(/\(\?<\w+>[^)]*\)|\{\w+\}/g, 'x')
  const gateway = routes.filter((match) => !match[2].includes("'ops'")).map((match) => plain(match[1]))
  return { ops, gateway: [...gateway, ...aliases.map((alias) => (alias.endsWith('/') ? `${alias}x` : alias))] }
}

/** Names of all metrics that /metrics can show, histograms with their parts. */
function readMetrics(root) {
  const names = new Set()
  const add = (name, isHistogram) => {
    names.add(name)
    if (isHistogram) for (const part of ['bucket', 'sum', 'count']) names.add(`${name}_${part}`)
  }
  for (const file of filesUnder(root, 'lib')) {
    const text = fs.readFileSync(file, 'utf8')
    for (const match of text.matchAll(/new (Histogram|Counter|Gauge)\(\{\s*name: '(turnpike_\w+)'/g)) {
      add(match[2], match[1] === 'Histogram')
    }
    for (const match of text.matchAll(/setGauge\(\s*'(turnpike_\w+)'/g)) add(match[1], false)
    for (const match of text.matchAll(/: gauge\(\s*'(\w+)'/g)) add(`turnpike_${match[1]}`, false)
  }
  const register = new Registry()
  collectDefaultMetrics({ register, prefix: 'turnpike_' })
  for (const { name, type } of register.getMetricsAsArray()) add(name, String(type) === 'histogram')
  register.clear()
  return names
}

function numberAfter(text, pattern) {
  const match = pattern.exec(text)
  return match ? Number(match[1].replaceAll('_', '')) : Number.NaN
}

/** The seconds that a stop may take after DRAIN_DELAY: running streams, then jobs. */
function readStopSeconds(root) {
  const settings = read(root, 'lib/settings/service-settings.ts')
  const streams = /shutdownGraceMs: numberSetting\('limits', 'ms', \[minute,/.test(settings)
    ? minuteMs
    : numberAfter(settings, /shutdownGraceMs: numberSetting\('limits', 'ms', \[([\d_]+),/)
  const jobs = numberAfter(read(root, 'lib/jobs/start-jobs.ts'), /const stopTimeoutMs = ([\d_]+)/)
  return (streams + jobs) / 1_000
}

/** All of it; throws when the sources no longer look as they are read here, so that the check can't pass by reading nothing. */
export function readSources(root) {
  const variables = readVariables(root)
  const { ops, gateway } = readRoutes(root)
  const metrics = readMetrics(root)
  const stopSeconds = readStopSeconds(root)
  const isRead = variables.size >= fewestVariables && gateway.length >= fewestRoutes && ops.length === 3
  if (!isRead || !metrics.has('turnpike_requests_total') || Number.isNaN(stopSeconds)) {
    throw new Error('the sources are no longer written as scripts/deploy/read-sources.mjs reads them')
  }
  return { variables, ops, gateway, metrics, stopSeconds }
}
