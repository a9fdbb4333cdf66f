// Proxies, the systemd unit, the dashboard, and what texts say is there.
import fs from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { publishedPorts } from './compose-rules.mjs'

const read = (root, file) => fs.readFileSync(path.join(root, file), 'utf8')

/** Problems of the proxies' examples against the compose file that they stand before. */
export function checkProxies({ root, nginx, caddy, compose, sources }) {
  const { services } = parse(read(root, compose), { merge: true })
  const published = new Set(
    Object.values(services).flatMap((service) => publishedPorts(service).map(([outside]) => outside)),
  )
  const problems = []
  for (const file of [nginx, caddy]) {
    const text = read(root, file)
    for (const match of text.matchAll(/127\.0\.0\.1:(\d+)/g)) {
      if (!published.has(Number(match[1]))) problems.push(`${file}: nothing listens on ${match[1]}`)
    }
  }
  const text = read(root, nginx)
  for (const line of [
    'proxy_buffering off',
    'proxy_request_buffering off',
    'proxy_http_version 1.1',
    'proxy_next_upstream off',
  ]) {
    if (!text.includes(`${line};`)) problems.push(`${nginx}: streams need “${line}”`)
  }
  const location = /location ~ (\S+) \{/.exec(text)?.[1]
  const isGateway = new RegExp(location ?? '^$')
  for (const route of sources.gateway)
    if (!isGateway.test(route)) problems.push(`${nginx}: ${route} does not go to the gateway`)
  const caddyText = read(root, caddy)
  if (!caddyText.includes('flush_interval -1')) problems.push(`${caddy}: streams need “flush_interval -1”`)
  const patterns = (/@gateway path (.+)/.exec(caddyText)?.[1] ?? '').split(' ')
  const isMatched = (route) =>
    patterns.some((pattern) => (pattern.endsWith('*') ? route.startsWith(pattern.slice(0, -1)) : route === pattern))
  for (const route of sources.gateway)
    if (!isMatched(route)) problems.push(`${caddy}: ${route} does not go to the gateway`)
  return problems
}

/** Problems of the systemd unit. */
export function checkUnit({ root, file, sources, allowed }) {
  const text = read(root, file)
  const problems = []
  for (const match of text.matchAll(/^Environment=(\w+)=/gm)) {
    if (!sources.variables.has(match[1]) && !allowed.has(match[1]))
      problems.push(`${match[1]} is no variable of Turnpike`)
  }
  const stop = Number(/^TimeoutStopSec=(\d+)$/m.exec(text)?.[1] ?? 0)
  const needed = 5 + sources.stopSeconds
  if (stop < needed) problems.push(`TimeoutStopSec ${stop} is below the ${needed} s that a stop may take`)
  const { start } = JSON.parse(read(root, 'package.json')).scripts
  if (!text.includes(`\nExecStart=/usr/bin/${start}\n`)) problems.push('ExecStart is not what `npm start` runs')
  if (!/^KillSignal=SIGTERM$/m.test(text)) problems.push('streams end cleanly on SIGTERM only')
  if (!/^User=(?!root$)\w+/m.test(text)) problems.push('the program runs as root')
  return problems.map((problem) => `${file}: ${problem}`)
}

/** Problems of the dashboard: metrics that nobody exports, panels without a question. */
export function checkDashboard({ root, file, sources }) {
  const { panels, templating } = JSON.parse(read(root, file))
  const problems = []
  const expressions = panels.flatMap((panel) =>
    (panel.targets ?? []).map((target) => ({ title: panel.title, text: String(target.expr ?? '') })),
  )
  const questions = templating.list
    .filter((each) => each.type === 'query')
    .map((each) => ({ title: each.name, text: String(each.query) }))
  for (const { title, text } of [...expressions, ...questions]) {
    const names = text.match(/\bturnpike_\w+/g) ?? []
    if (names.length === 0) problems.push(`“${title}” asks for no metric of Turnpike`)
    for (const name of names)
      if (!sources.metrics.has(name)) problems.push(`“${title}” asks for ${name}, which is not exported`)
  }
  for (const panel of panels) if (!panel.targets?.length) problems.push(`“${panel.title}” asks nothing`)
  if (new Set(panels.map((panel) => panel.id)).size !== panels.length) problems.push('two panels have one id')
  return problems.map((problem) => `${file}: ${problem}`)
}

const mention = /(?<![\w./-])(?:deploy|docs|scripts)\/[\w./-]*\w/g
const link = /\]\((?!https?:|#)([^)#\s]+)/g
/** The operator makes it from env.example. */
const ownFiles = new Set(['deploy/.env'])

/** Files that texts name by their path in the project, or link to, but that aren't there. */
export function checkMentions({ root, files }) {
  return files.flatMap((file) => {
    const text = read(root, file)
    const linked = [...text.matchAll(link)].map((match) => path.join(path.dirname(file), match[1]))
    const named = [...text.matchAll(mention)].map((match) => match[0])
    return [...new Set([...named, ...(file.endsWith('.md') ? linked : [])])]
      .filter((name) => !ownFiles.has(name) && !fs.existsSync(path.join(root, name)))
      .map((name) => `${file}: ${name} is not there`)
  })
}
