import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { Target } from './messages'
import { cleanUps, freePort, startListener, startServer } from './processes'
import type { Installation } from './turnpike'

export const contenderNames = ['upstream', 'nginx', 'turnpike', 'turnpike-redis', 'turnpike-next', 'portkey'] as const
export type ContenderName = (typeof contenderNames)[number]

/** A server under test: the address, the headers its callers need, the process whose cost is counted. */
export type Contender = {
  name: ContenderName
  version: string
  port: number
  pid: number
  /** Its database, whose processor time is told beside its own. */
  databasePid?: number
  headers: readonly string[]
  path: string
  /** Credentials taken in turn by the connections. */
  keys: readonly string[]
}

export const portkeyVersion = '1.15.2'
const installMs = 180_000

function hasProgram(name: string): boolean {
  const folders = `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/local/sbin`.split(':')
  return folders.some((folder) => existsSync(`${folder}/${name}`))
}

/** A contender that this machine can't run is named with its reason, never left out silently. */
export type Absence = { name: ContenderName; reason: string }

/** nginx as a plain proxy with keep-alive to the upstream: what forwarding alone costs a program made for it. */
export async function startNginx(directory: string, upstreamPort: number): Promise<Contender | Absence> {
  if (!hasProgram('nginx'))
    return { name: 'nginx', reason: 'nginx is not installed (apt-get install nginx-light, brew install nginx)' }
  const port = await freePort()
  mkdirSync(directory, { recursive: true })
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  writeFileSync(
    `${directory}/nginx.conf`,
    `worker_processes 1; daemon off; pid ${directory}/pid; error_log ${directory}/error warn; worker_rlimit_nofile 20000;
events { worker_connections 16384; }
http { access_log off; keepalive_requests 100000000; client_max_body_size 64m;
${paths.map((name) => `${name}_temp_path ${directory}/${name};`).join(' ')}
upstream u { server 127.0.0.1:${upstreamPort}; keepalive 1024; keepalive_requests 100000000; }
server { listen 127.0.0.1:${port} backlog=8192; location / { proxy_pass http://u; proxy_http_version 1.1; proxy_set_header connection ""; proxy_buffering off; } } }
`,
  )
  const url = `http://127.0.0.1:${port}/`
  const path = `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/local/sbin`
  const pid = await startServer('nginx', ['-p', directory, '-c', `${directory}/nginx.conf`], {
    ...{ env: { PATH: path }, log: `${directory}/log`, url },
  })
  const version = /[\d.]+/.exec(
    execFileSync('sh', ['-c', 'nginx -v 2>&1'], { env: { NODE_ENV: 'production', PATH: path }, encoding: 'utf8' }),
  )
  const [worker] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
  const common = { version: version?.[0] ?? '', port, headers: [], path: '/v1/chat/completions', keys: ['none'] }
  return { name: 'nginx', pid: Number(worker) || pid, ...common }
}

/** What the program has to say when it fails is in the error. */
function run(command: string, args: readonly string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, { cwd, timeout: installMs }, (error) => (error ? reject(error) : resolve()))
    cleanUps.push(() => child.kill())
  })
}

/** Portkey's gateway from npm into a folder of its own; it forwards and governs nothing. */
export async function startPortkey(directory: string, upstreamUrl: string): Promise<Contender | Absence> {
  const cwd = `${directory}/portkey`
  mkdirSync(cwd, { recursive: true })
  // A newer one than Portkey was made with answers each of its streams with 500.
  const pinned = { '@hono/node-server': '1.13.8' }
  writeFileSync(`${cwd}/package.json`, JSON.stringify({ private: true, overrides: pinned }))
  try {
    const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', `@portkey-ai/gateway@${portkeyVersion}`]
    await run('npm', args, cwd)
  } catch (error) {
    return { name: 'portkey', reason: `@portkey-ai/gateway could not be installed: ${String(error).slice(0, 200)}` }
  }
  const port = await freePort()
  const program = `${cwd}/node_modules/@portkey-ai/gateway/build/start-server.js`
  const pid = await startServer(process.execPath, [program, `--port=${port}`, '--headless'], {
    ...{ cwd, env: { NODE_ENV: 'production' }, log: `${directory}/portkey.log`, url: `http://127.0.0.1:${port}/` },
  })
  const headers = ['x-portkey-provider: openai', `x-portkey-custom-host: ${upstreamUrl}/v1`]
  return {
    name: 'portkey',
    version: portkeyVersion,
    port,
    pid,
    headers,
    path: '/v1/chat/completions',
    keys: ['sk-bench'],
  }
}

/** Our node door with the in-process store, which one process has, and with Redis, which several share: one a core. */
export async function startTurnpikes(
  directory: string,
  install: Installation,
  version: string,
): Promise<(Contender | Absence)[]> {
  const { keys, databasePid } = install
  const common = { version, headers: [], path: '/v1/chat/completions', keys, databasePid }
  const withRedis = async (): Promise<Contender | Absence> => {
    const name = 'turnpike-redis'
    if (!hasProgram('redis-server'))
      return { name, reason: 'redis-server is not installed (apt-get install redis-server)' }
    const port = await freePort()
    const args = ['--port', String(port), '--save', '', '--appendonly', 'no', '--bind', '127.0.0.1']
    await startListener('redis-server', args, { log: `${directory}/redis.log`, port })
    const shared = { REDIS_URL: `redis://127.0.0.1:${port}/0` }
    return { name, ...(await install.start('redis', { ROLE: 'gateway', ...shared })), ...common }
  }
  const own = await install.start('own', { ROLE: 'all' })
  return [{ name: 'turnpike', ...own, ...common }, await withRedis()]
}

/** Prepared requests of a contender, one for each of its keys. */
export function targetOf(contender: Contender, body: string): Target {
  const requests = contender.keys.map((key) => {
    const head = [
      `POST ${contender.path} HTTP/1.1`,
      `host: 127.0.0.1:${contender.port}`,
      'content-type: application/json',
      'user-agent: OpenAI/JS 7.55.0',
      `authorization: Bearer ${key}`,
      `content-length: ${Buffer.byteLength(body)}`,
      ...contender.headers,
    ]
    return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`).toString('base64')
  })
  return { port: contender.port, requests }
}
