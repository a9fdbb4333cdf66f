// Holds the files of deploy/ against the product, since no container engine may be at hand: they parse, what they refer to
// is there, ports and probes are answered, variables exist, the dashboard asks for metrics that are exported.
import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { checkCompose } from './deploy/compose-rules.mjs'
import { checkDockerfile } from './deploy/docker-rules.mjs'
import { checkKubernetes } from './deploy/kubernetes-rules.mjs'
import { checkDashboard, checkMentions, checkProxies, checkUnit } from './deploy/other-rules.mjs'
import { readSources } from './deploy/read-sources.mjs'

/** Variables of Node, Next.js and the images' own, not of Turnpike. */
const allowed = new Set(['NODE_ENV', 'NODE_OPTIONS', 'NEXT_TELEMETRY_DISABLED'])

function deployFiles(root) {
  const entries = fs.readdirSync(path.join(root, 'deploy'), { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
}

const documents = ['production', 'sizing', 'upgrading', 'runbook', 'cli', 'api'].map((name) => `docs/${name}.md`)

/** Everything that is wrong with the deployment files of the project at `root`; a file that doesn't parse is one of them. */
export function checkDeploy(root) {
  const sources = readSources(root)
  const common = { root, sources, allowed }
  const compose = 'deploy/compose.yaml'
  const parts = {
    'deploy/Dockerfile': () => checkDockerfile({ ...common, file: 'deploy/Dockerfile' }),
    [compose]: () => checkCompose({ ...common, file: compose, example: 'deploy/env.example' }),
    'deploy/kubernetes': () => checkKubernetes({ ...common, folder: 'deploy/kubernetes' }),
    'deploy/proxy': () =>
      checkProxies({ ...common, nginx: 'deploy/proxy/nginx.conf', caddy: 'deploy/proxy/Caddyfile', compose }),
    'deploy/systemd': () => checkUnit({ ...common, file: 'deploy/systemd/turnpike.service' }),
    'deploy/grafana': () => checkDashboard({ ...common, file: 'deploy/grafana/turnpike.json' }),
    texts: () => checkMentions({ root, files: [...deployFiles(root), ...documents] }),
  }
  return Object.entries(parts).flatMap(([name, part]) => {
    try {
      return part()
    } catch (error) {
      return [`${name}: ${error instanceof Error ? error.message : error}`]
    }
  })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const problems = checkDeploy(process.cwd())
  for (const problem of problems) process.stdout.write(`${problem}\n`)
  process.stdout.write(`${problems.length} problems in the deployment files\n`)
  process.exit(problems.length > 0 ? 1 : 0)
}
