// The Kubernetes manifests: references between them, variables, ports, probes, and a stop without dropped streams.
import fs from 'node:fs'
import path from 'node:path'
import { parseAllDocuments } from 'yaml'

const required = ['PUBLIC_URL', 'DATABASE_URL', 'REDIS_URL', 'NEXTAUTH_SECRET', 'KEY_PEPPER', 'CREDENTIAL_KEY']
const roles = ['web', 'gateway', 'jobs']

/** All documents of a YAML file; throws on one that doesn't parse. */
function readDocuments(file) {
  return parseAllDocuments(fs.readFileSync(file, 'utf8'), { merge: true }).map((document) => {
    if (document.errors[0]) throw document.errors[0]
    return document.toJS()
  })
}

const includes = (labels, selector) => Object.entries(selector).every(([name, value]) => labels?.[name] === value)

function checkPod({ name, pod, byKind, sources, allowed, variables }) {
  const problems = []
  const container = pod.containers[0]
  const ports = new Map((container.ports ?? []).map((port) => [port.name, port.containerPort]))
  for (const { configMapRef, secretRef } of container.envFrom ?? []) {
    const [kind, reference] = configMapRef ? ['ConfigMap', configMapRef] : ['Secret', secretRef]
    if (!byKind(kind).some((each) => each.metadata.name === reference.name))
      problems.push(`there is no ${kind} ${reference.name}`)
  }
  for (const { name: variable } of container.env ?? []) {
    if (!sources.variables.has(variable) && !allowed.has(variable))
      problems.push(`${variable} is no variable of Turnpike`)
  }
  if (!ports.size || [...ports.values()].some((port) => port !== Number(variables['PORT'])))
    problems.push('its port is not PORT')
  for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) {
    const asked = container[probe]?.httpGet
    if (!asked || !sources.ops.includes(asked.path) || !ports.has(asked.port))
      problems.push(`${probe} asks what nobody answers`)
  }
  if (container.readinessProbe?.httpGet.path !== '/readyz')
    problems.push('a pod that drains must not be ready: /readyz')
  if (container.livenessProbe?.httpGet.path !== '/healthz')
    problems.push('a pod without its database must not be restarted: /healthz')
  const mounted = new Set((pod.volumes ?? []).map((volume) => volume.name))
  for (const mount of container.volumeMounts ?? [])
    if (!mounted.has(mount.name)) problems.push(`there is no volume ${mount.name}`)
  if (pod.securityContext?.runAsNonRoot !== true) problems.push('it may run as root')
  return [...problems, ...checkStop(pod, container, sources, variables)].map((problem) => `${name}: ${problem}`)
}

function checkStop(pod, container, sources, variables) {
  const command = (container.lifecycle?.preStop?.exec?.command ?? []).join(' ')
  const preStop = Number(/(\d+)\)$/.exec(command)?.[1] ?? Number.NaN) / 1_000
  if (Number.isNaN(preStop)) return ['it has no preStop pause, so calls still come in after SIGTERM']
  const needed = preStop + Number(variables['DRAIN_DELAY'] ?? 5) + sources.stopSeconds
  const given = pod.terminationGracePeriodSeconds ?? 30
  return given < needed ? [`terminationGracePeriodSeconds ${given} is below the ${needed} s that a stop may take`] : []
}

function checkDeployments({ byKind, sources, allowed, variables }) {
  const deployments = byKind('Deployment')
  const problems = deployments.flatMap(({ metadata, spec }) => {
    const pod = checkPod({ name: metadata.name, pod: spec.template.spec, byKind, sources, allowed, variables })
    const update = spec.strategy?.rollingUpdate ?? {}
    const rolling = update.maxUnavailable === 0 && update.maxSurge >= 1
    return [
      ...pod,
      ...(rolling ? [] : [`${metadata.name}: an update takes a pod away before its successor is ready`]),
      ...(includes(spec.template.metadata.labels, spec.selector.matchLabels)
        ? []
        : [`${metadata.name}: its selector finds none of its pods`]),
    ]
  })
  const found = deployments.map(
    ({ spec }) => spec.template.spec.containers[0].env?.find((each) => each.name === 'ROLE')?.value,
  )
  return [
    ...problems,
    ...roles.filter((role) => !found.includes(role)).map((role) => `no deployment has the role ${role}`),
  ]
}

function checkServices(byKind) {
  const pods = byKind('Deployment').map(({ spec }) => spec.template)
  const problems = []
  for (const { kind, metadata, spec } of [...byKind('Service'), ...byKind('PodDisruptionBudget')]) {
    const selector = kind === 'Service' ? spec.selector : spec.selector.matchLabels
    const pod = pods.find((each) => includes(each.metadata.labels, selector))
    if (!pod) problems.push(`${kind} ${metadata.name} selects no pod`)
    const names = pod?.spec.containers[0].ports.map((port) => port.name) ?? []
    for (const port of spec.ports ?? [])
      if (!names.includes(port.targetPort)) problems.push(`Service ${metadata.name}: no port ${port.targetPort}`)
  }
  const services = new Map(
    byKind('Service').map((service) => [service.metadata.name, service.spec.ports.map((port) => port.name)]),
  )
  for (const { metadata, spec } of byKind('Ingress')) {
    for (const { backend } of spec.rules.flatMap((rule) => rule.http.paths)) {
      if (!services.get(backend.service.name)?.includes(backend.service.port.name))
        problems.push(`Ingress ${metadata.name} leads to ${backend.service.name}, which is not there`)
    }
  }
  return problems
}

function checkIngress(byKind, sources) {
  const gateway = byKind('Ingress').filter(({ spec }) =>
    spec.rules[0].http.paths.every(({ backend }) => backend.service.name.endsWith('-gateway')),
  )
  const paths = gateway.flatMap(({ spec }) => spec.rules[0].http.paths.map((each) => each.path))
  const isCovered = (route) => paths.some((prefix) => route === prefix || route.startsWith(`${prefix}/`))
  const buffered = byKind('Ingress').filter(
    ({ metadata }) => metadata.annotations?.['nginx.ingress.kubernetes.io/proxy-buffering'] !== 'off',
  )
  return [
    ...sources.gateway.filter((route) => !isCovered(route)).map((route) => `no ingress leads ${route} to the gateway`),
    ...buffered.map(({ metadata }) => `Ingress ${metadata.name} buffers answers`),
  ]
}

/** Problems of the manifests that kustomization.yaml names. */
export function checkKubernetes({ root, folder, sources, allowed }) {
  const directory = path.join(root, folder)
  const [kustomization] = readDocuments(path.join(directory, 'kustomization.yaml'))
  const problems = []
  const documents = []
  for (const resource of kustomization.resources) {
    // The filled-in secret is the operator's own; its example stands in for it here.
    const file = path.join(directory, resource === 'secret.yaml' ? 'secret.example.yaml' : resource)
    if (fs.existsSync(file)) documents.push(...readDocuments(file))
    else problems.push(`kustomization.yaml names ${resource}, which is not there`)
  }
  const byKind = (kind) => documents.filter((document) => document.kind === kind)
  const variables = Object.assign(
    {},
    ...byKind('ConfigMap').map((each) => each.data),
    ...byKind('Secret').map((each) => each.stringData),
  )
  for (const name of Object.keys(variables))
    if (!sources.variables.has(name) && !allowed.has(name)) problems.push(`${name} is no variable of Turnpike`)
  for (const name of required) if (!(name in variables)) problems.push(`${name} is missing`)
  return [
    ...problems,
    ...checkDeployments({ byKind, sources, allowed, variables }),
    ...checkServices(byKind),
    ...checkIngress(byKind, sources),
  ].map((problem) => `${folder}: ${problem}`)
}
