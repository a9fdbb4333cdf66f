// compose.yaml: what services refer to, their variables, ports, probes and time to stop.
import fs from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'

const required = ['PUBLIC_URL', 'DATABASE_URL', 'REDIS_URL', 'NEXTAUTH_SECRET', 'KEY_PEPPER', 'CREDENTIAL_KEY']
const secrets = ['POSTGRES_PASSWORD', 'NEXTAUTH_SECRET', 'KEY_PEPPER', 'CREDENTIAL_KEY']

const isOurs = (service) => String(service.image ?? '').startsWith('turnpike') || service.build !== undefined
const seconds = (text) => {
  const match = /^(\d+)(s|m)$/.exec(String(text))
  return match ? Number(match[1]) * (match[2] === 'm' ? 60 : 1) : 0
}

/** Host port → container port of a service. */
export function publishedPorts(service) {
  return (service.ports ?? []).map((port) => String(port).split(':').slice(-2).map(Number))
}

function checkReferences({ root, folder, document }) {
  const problems = []
  for (const [name, service] of Object.entries(document.services ?? {})) {
    for (const needed of Object.keys(service.depends_on ?? {})) {
      if (!document.services[needed]) problems.push(`${name} depends on ${needed}, which is no service`)
      else if (!document.services[needed].healthcheck)
        problems.push(`${name} waits for ${needed}, which has no healthcheck`)
    }
    for (const volume of service.volumes ?? []) {
      const source = String(volume).split(':')[0]
      if (!/^[./]/.test(source) && !(source in (document.volumes ?? {})))
        problems.push(`${name} mounts ${source}, which is no volume`)
    }
    if (service.build) {
      const context = path.join(root, folder, service.build.context)
      const dockerfile = path.join(context, service.build.dockerfile ?? 'Dockerfile')
      if (!fs.existsSync(dockerfile))
        problems.push(`${name} is built from ${service.build.dockerfile}, which is not there`)
    }
  }
  return problems
}

function checkService(name, service, { sources, allowed }) {
  const problems = []
  const variables = service.environment ?? {}
  for (const variable of Object.keys(variables)) {
    if (!sources.variables.has(variable) && !allowed.has(variable))
      problems.push(`${variable} is no variable of Turnpike`)
  }
  for (const variable of required) if (!variables[variable]) problems.push(`${variable} is missing`)
  const port = Number(variables['PORT'])
  for (const [, inside] of publishedPorts(service))
    if (inside !== port) problems.push(`publishes ${inside}, but PORT is ${port}`)
  const probe = /https?:\/\/[\w.]+:(\d+)(\/\w+)/.exec((service.healthcheck?.test ?? []).join(' '))
  if (!probe || Number(probe[1]) !== port || !sources.ops.includes(probe[2]))
    problems.push('its healthcheck asks a port or path that is not answered')
  const needed = Number(variables['DRAIN_DELAY'] ?? 5) + sources.stopSeconds
  if (seconds(service.stop_grace_period) < needed)
    problems.push(`stop_grace_period is below the ${needed} s that a stop may take`)
  return problems.map((problem) => `${name}: ${problem}`)
}

function checkExample(text, example) {
  const used = new Set([...text.matchAll(/\$\{([A-Z_]+)/g)].map((match) => match[1]))
  const offered = new Set([...example.matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1]))
  const open = secrets.filter((name) => !text.includes(`\${${name}:?`))
  const filled = secrets.filter((name) => new RegExp(`^${name}=.+$`, 'm').test(example))
  return [
    ...[...used]
      .filter((name) => !offered.has(name))
      .map((name) => `${name} is read, but env.example doesn't offer it`),
    ...[...offered].filter((name) => !used.has(name)).map((name) => `env.example offers ${name}, which nothing reads`),
    ...open.map((name) => `${name} must be refused when it is missing (\${${name}:?…})`),
    ...filled.map((name) => `env.example holds a value for ${name}`),
  ]
}

/** Problems of the compose file with its example of variables. */
export function checkCompose({ root, file, example, sources, allowed }) {
  const text = fs.readFileSync(path.join(root, file), 'utf8')
  const document = parse(text, { merge: true })
  const ours = Object.entries(document.services ?? {}).filter(([, service]) => isOurs(service))
  const roles = new Set(ours.map(([, service]) => service.environment?.ROLE ?? 'all'))
  const isWhole = roles.has('all') || ['web', 'gateway', 'jobs'].every((role) => roles.has(role))
  return [
    ...checkReferences({ root, folder: path.dirname(file), document }),
    ...ours.flatMap(([name, service]) => checkService(name, service, { sources, allowed })),
    ...checkExample(text, fs.readFileSync(path.join(root, example), 'utf8')),
    ...(isWhole ? [] : ['web, gateway and jobs are not all there']),
  ].map((problem) => `${file}: ${problem}`)
}
