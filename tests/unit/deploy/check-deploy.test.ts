import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkDeploy } from '../../../scripts/check-deploy.mjs'

const project = path.resolve(import.meta.dirname, '../../..')
const copied = [
  ...['deploy', 'docs', 'lib', 'scripts', 'prisma/migrations', 'cli', 'bench/results', 'CHANGELOG.md'],
  ...['package.json', 'package-lock.json', '.npmrc', '.env.example', 'next.config.mjs'],
]
let copy = ''

beforeAll(() => {
  copy = mkdtempSync(path.join(tmpdir(), 'turnpike-test-deploy-'))
  for (const name of copied.filter((each) => existsSync(path.join(project, each)))) {
    const filter = (source: string) => !source.includes('generated')
    cpSync(path.join(project, name), path.join(copy, name), { recursive: true, filter })
  }
})
afterAll(() => rmSync(copy, { recursive: true, force: true }))

/** What is wrong with the copy once one file has other words. */
function checkBroken(file: string, from: string, to: string): string[] {
  const name = path.join(copy, file)
  const whole = readFileSync(name, 'utf8')
  expect(whole.includes(from), `${file} holds “${from}”`).toBe(true)
  writeFileSync(name, whole.replace(from, to))
  try {
    return checkDeploy(copy)
  } finally {
    writeFileSync(name, whole)
  }
}

const compose = 'deploy/compose.yaml'
const gateway = 'deploy/kubernetes/gateway.yaml'

describe('the check of deploy/', () => {
  it('finds nothing in what is shipped', () => {
    expect(checkDeploy(copy)).toEqual([])
  })

  it.each([
    ['deploy/Dockerfile', 'USER node\n', '', 'runs as root'],
    ['deploy/Dockerfile', '--from=production-dependencies', '--from=nowhere', 'there is no such stage'],
    ['deploy/Dockerfile', './cli/turnpike.mjs', './cli/x.mjs ./cli/y', 'is not in the project'],
    ['deploy/Dockerfile', 'PORT=3000 DATA_DIR', 'PORT=3000 NEXTAUTH_SECRET=x DATA_DIR', 'holds no secret'],
    ['deploy/Dockerfile', ' && rm -rf .next/cache', '', 'cache gets into the image'],
    ['deploy/Dockerfile', 'EXPOSE 3000', 'EXPOSE 8080', 'is not PORT'],
    ['deploy/Dockerfile', "'/healthz'", "'/health'", 'doesn’t answer'],
    ['deploy/Dockerfile', 'DATA_DIR=/data', 'DATA_FOLDER=/data', 'DATA_FOLDER is no variable'],
    [compose, 'services:', 'services: [', 'deploy/compose.yaml'],
    [compose, 'REDIS_URL: redis', 'REDIS_ADDRESS: redis', 'REDIS_ADDRESS is no variable'],
    [compose, '${KEY_PEPPER:?', '${KEY_PEPPER:-', 'must be refused when it is missing'],
    [compose, 'stop_grace_period: 100s', 'stop_grace_period: 30s', 'a stop may take'],
    [compose, '127.0.0.1:3001:3000', '127.0.0.1:3001:3002', 'but PORT is 3000'],
    [compose, 'gateway-data:/data', 'gate-data:/data', 'which is no volume'],
    [compose, '3000/readyz', '3000/ready', 'healthcheck'],
    [compose, 'dockerfile: deploy/Dockerfile', 'dockerfile: Dockerfile', 'which is not there'],
    ['deploy/env.example', 'SMTP_URL=', 'SMTP_SERVER=', 'which nothing reads'],
    [gateway, 'path: /readyz', 'path: /ready', 'readinessProbe asks what nobody answers'],
    [gateway, 'terminationGracePeriodSeconds: 120', 'terminationGracePeriodSeconds: 60', 'a stop may take'],
    [gateway, 'maxUnavailable: 0', 'maxUnavailable: 1', 'before its successor is ready'],
    [gateway, 'containerPort: 3000', 'containerPort: 80', 'its port is not PORT'],
    [gateway, 'preStop:', 'postStart:', 'no preStop pause'],
    ['deploy/kubernetes/config.yaml', 'TRUSTED_PROXIES', 'TRUSTED_PROXY', 'TRUSTED_PROXY is no variable'],
    ['deploy/kubernetes/kustomization.yaml', '- jobs.yaml', '- workers.yaml', 'workers.yaml, which is not there'],
    ['deploy/kubernetes/ingress.yaml', 'path: /anthropic/v1', 'path: /claude', 'no ingress leads /anthropic/v1'],
    ['deploy/proxy/nginx.conf', 'proxy_buffering off;', '', 'proxy_buffering off'],
    ['deploy/proxy/nginx.conf', '127.0.0.1:3001', '127.0.0.1:3009', 'nothing listens on 3009'],
    ['deploy/proxy/Caddyfile', '/v1beta/* ', '', 'does not go to the gateway'],
    ['deploy/systemd/turnpike.service', 'TimeoutStopSec=100', 'TimeoutStopSec=20', 'a stop may take'],
    ['deploy/grafana/turnpike.json', 'turnpike_pending_settlements', 'turnpike_pending', 'which is not exported'],
    ['deploy/grafana/turnpike.json', '"panels": [', '"panels": ', 'deploy/grafana'],
    ['docs/production.md', 'deploy/proxy/nginx.conf', 'deploy/nginx.conf', 'deploy/nginx.conf is not there'],
  ])('bites in %s: %s → %s', (file, from, to, problem) => {
    expect(checkBroken(file, from, to).join('\n').replaceAll("'", '’')).toContain(problem)
  })

  it('follows the product: a longer grace, another metric, sources that are written otherwise', () => {
    const settings = 'lib/settings/service-settings.ts'
    const grace = "'ms', [minute, 0, hour], 'What running"
    const longer = checkBroken(settings, grace, "'ms', [300_000, 0, hour], 'What running")
    expect(longer.join('\n')).toContain('below the 325 s that a stop may take')
    const renamed = checkBroken('lib/metrics/gateway-metrics.ts', 'turnpike_refusals_total', 'turnpike_refused_total')
    expect(renamed.join('\n')).toContain('turnpike_refusals_total, which is not exported')
    const unread = () => checkBroken('lib/env-fields.ts', 'export const environmentShape', 'export const shapes')
    expect(unread).toThrow('no longer written as')
  })
})
