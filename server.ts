import { execFile } from 'node:child_process'
import cluster from 'node:cluster'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { EnvironmentError, env } from './lib/env'
import { dispatch, inFlight, isGatewayPath, nodeExchange, startGateway, stopGateway } from './lib/gateway'
import { peerHeader, stampPeer } from './lib/http/client-address'
import { logger, setLogLevel } from './lib/logger'
import { exposeLoads } from './lib/operations'
import { restPageContexts } from './lib/rest-page-contexts'
import { settings } from './lib/settings'
import { trimHeapAtRest } from './lib/trim-heap'
import { migrateDatabase } from './prisma/migrate'

type Handler = (req: IncomingMessage, res: ServerResponse) => void

/** Longest time a caller may take to send one whole request. */
const requestTimeoutMs = 300_000
/** Above the load balancers' idle time, so that they close first. */
const minKeepAliveMs = 5_000
const seedTimeoutMs = 120_000
const seedAttempts = 3
const seedRetryMs = 2_000

function refuseStart(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

/** The pages and the management API; a gateway-only process never loads Next.js. */
async function createPages(): Promise<Handler> {
  const { HOST, PORT } = env()
  const contexts = restPageContexts()
  const { default: next } = await import('next')
  const app = next({ dev: false, hostname: HOST, port: PORT, dir: process.cwd() })
  await contexts.start(() => app.prepare())
  const handle = app.getRequestHandler()
  const { refuseWhileAway } = await import('./lib/http/refuse-while-away')
  const serve = async (req: IncomingMessage, res: ServerResponse) => {
    if (!(await refuseWhileAway(req, res))) await handle(req, res)
  }
  return (req, res) => {
    // Next's handlers don't see the socket: the address goes along in a header only this process can write.
    req.headers[peerHeader] = stampPeer(req.socket.remoteAddress ?? '')
    contexts
      .follow(req, res, () => serve(req, res))
      .catch((error: unknown) => {
        logger().error({ err: error }, 'a page failed')
        res.destroy()
      })
  }
}

function answerWithoutPages(req: IncomingMessage, res: ServerResponse): void {
  const isProbe = req.method === 'HEAD' && (req.url === '/' || req.url?.startsWith('/?'))
  res.writeHead(isProbe ? 200 : 404, { 'content-type': 'application/json' })
  res.end(
    isProbe
      ? undefined
      : JSON.stringify({ error: { code: 'not_found', message: 'This process serves the gateway only.' } }),
  )
}

function createHandler(pages: Handler): Handler {
  const nodeDoor = env().GATEWAY_DOOR === 'node'
  return (req, res) => {
    if (inFlight().closing) res.setHeader('connection', 'close')
    const url = req.url ?? '/'
    const mark = url.indexOf('?')
    if (nodeDoor && isGatewayPath(mark < 0 ? url : url.slice(0, mark))) void dispatch(nodeExchange(req, res))
    else pages(req, res)
  }
}

function listen(handler: Handler): Promise<ReturnType<typeof createServer>> {
  const { HOST, PORT } = env()
  const server = createServer({ noDelay: true, keepAlive: true, requestTimeout: requestTimeoutMs }, handler)
  server.keepAliveTimeout = Math.max(minKeepAliveMs, settings().keepAliveTimeoutMs)
  server.headersTimeout = server.keepAliveTimeout + 5_000
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE')
        refuseStart(`Port ${PORT} on ${HOST} is taken by another program. Stop it, or choose another port with PORT=…`)
      refuseStart(`The server could not listen on ${HOST}:${PORT}: ${error.message}`)
    })
    server.listen(PORT, HOST, () => resolve(server))
  })
}

function stopOnSignal(server: ReturnType<typeof createServer>): void {
  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    logger().info('stopping')
    inFlight().closing = true
    await new Promise((resolve) => setTimeout(resolve, env().drainDelayMs))
    server.close()
    server.closeIdleConnections()
    await stopGateway(settings().shutdownGraceMs)
    if (runsJobs()) await (await loadJobs()).stopJobs()
    logger().info('stopped')
    process.exit(0)
  }
  const onSignal = () => {
    stop().catch((error: unknown) => {
      logger().fatal({ err: error }, 'the stop failed')
      process.exit(1)
    })
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
  // A primary that dies takes its workers along: they would otherwise go on without anyone to stop them.
  if (cluster.isWorker) process.on('disconnect', onSignal)
}

function runsJobs(): boolean {
  const { ROLE } = env()
  return ROLE === 'all' || ROLE === 'jobs'
}

/** Payments, mail and the job queue come along with the jobs: a third of the memory that a gateway-only process rests at. */
function loadJobs(): Promise<typeof import('./lib/jobs')> {
  return import('./lib/jobs')
}

/** Calls and page requests. */
function workOf(server: ReturnType<typeof createServer>): () => { count: number; begun: number } {
  let requests = 0
  server.on('request', () => {
    requests += 1
  })
  return () => ({ count: inFlight().count, begun: requests })
}

async function serve(): Promise<void> {
  const { ROLE, HOST, PORT } = env()
  await startGateway()
  exposeLoads()
  if (runsJobs()) await (await loadJobs()).startJobs()
  const pages = ROLE === 'all' || ROLE === 'web' ? await createPages() : answerWithoutPages
  const server = await listen(createHandler(pages))
  // Not for processes of pages or jobs alone: they hold little, and it doesn't know when jobs rest.
  if (ROLE === 'gateway' || ROLE === 'all') trimHeapAtRest(workOf(server))
  stopOnSignal(server)
  logger().info({ url: `http://${HOST}:${PORT}`, role: ROLE, pid: process.pid }, 'listening')
}

/** Keeps WORKERS processes running; one that dies is replaced, at most once a second. */
function superviseWorkers(count: number): void {
  let stopping = false
  const spawn = () => {
    if (!stopping) cluster.fork()
  }
  for (let i = 0; i < count; i++) spawn()
  cluster.on('exit', (worker, code) => {
    logger().warn({ worker: worker.process.pid, code }, 'a worker ended')
    if (stopping && Object.keys(cluster.workers ?? {}).length === 0) process.exit(0)
    setTimeout(spawn, 1_000).unref()
  })
  const stop = () => {
    stopping = true
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGTERM')
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

/**
 * First data of an operator's own database: price catalogue, default pool, admin, first accounts. It repeats without
 * effect; tried again when another machine that starts at the same time was quicker. `npm run up` does it in local mode.
 */
async function seedDatabase(): Promise<void> {
  const program = fileURLToPath(new URL('./seed.js', import.meta.url))
  for (let attempt = 1; ; attempt++) {
    try {
      await promisify(execFile)(process.execPath, [program], { timeout: seedTimeoutMs })
      return
    } catch (error) {
      if (attempt === seedAttempts) throw error
      logger().warn({ attempt }, 'the first data could not be put in, trying again')
      await new Promise((resolve) => setTimeout(resolve, seedRetryMs))
    }
  }
}

async function main(): Promise<void> {
  const { WORKERS, LOG_LEVEL, databaseUrl, isLocal } = env()
  setLogLevel(LOG_LEVEL)
  if (!cluster.isPrimary) return serve()
  await migrateDatabase({
    connectionString: databaseUrl,
    directory: 'prisma/migrations',
    log: (text: string) => logger().info(text),
  })
  if (!isLocal) await seedDatabase()
  if (WORKERS > 1) return superviseWorkers(WORKERS)
  await serve()
}

main().catch((error: unknown) => {
  if (error instanceof EnvironmentError) refuseStart(error.message)
  logger().fatal({ err: error }, 'the start failed')
  refuseStart(`The server could not start: ${error instanceof Error ? error.message : String(error)}`)
})
