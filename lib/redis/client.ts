import { Cluster, Redis, type RedisOptions } from 'ioredis'
import { logger } from '../logger'
import { processState } from '../process-state'

export type RedisClient = Redis | Cluster

const connectTimeoutMs = 2_000
const maxReconnectDelayMs = 500
const logEveryMs = 10_000

export type RedisClientOptions = {
  url: string
  /** Shown by CLIENT LIST, and in the log. */
  name: string
  commandTimeoutMs?: number
  /** What becomes of commands while the server is away: `fail` at once (slots must not be taken later), or `queue` (invalidations, subscriptions). */
  whileAway: 'fail' | 'queue'
}

const reconnectDelayMs = (attempt: number) => Math.min(20 * 2 ** Math.min(attempt, 6), maxReconnectDelayMs)

type ConnectionOptions = Omit<RedisOptions, 'replyMapping'> & { replyMapping: 'legacy' }

function connectionOptions(options: RedisClientOptions): ConnectionOptions {
  const base: ConnectionOptions = {
    replyMapping: 'legacy',
    connectTimeout: connectTimeoutMs,
    connectionName: `turnpike-${options.name}`,
    retryStrategy: reconnectDelayMs,
    // An acquire that is sent again after a reconnect would take a slot that nobody knows of.
    autoResendUnfulfilledCommands: false,
    disableClientInfo: true,
    noDelay: true,
  }
  if (options.commandTimeoutMs !== undefined) base.commandTimeout = options.commandTimeoutMs
  if (options.whileAway === 'queue') return { ...base, maxRetriesPerRequest: null }
  return { ...base, enableOfflineQueue: false, maxRetriesPerRequest: 0 }
}

function createCluster(url: URL, options: RedisClientOptions): Cluster {
  const { retryStrategy: _perNode, enableOfflineQueue, ...ofConnection } = connectionOptions(options)
  if (url.username) ofConnection.username = decodeURIComponent(url.username)
  if (url.password) ofConnection.password = decodeURIComponent(url.password)
  if (url.protocol === 'rediss:') ofConnection.tls = {}
  return new Cluster([{ host: url.hostname, port: Number(url.port || 6379) }], {
    clusterRetryStrategy: reconnectDelayMs,
    enableOfflineQueue: enableOfflineQueue ?? true,
    slotsRefreshTimeout: connectTimeoutMs,
    slotsRefreshInterval: 5_000,
    redisOptions: ofConnection,
  })
}

function logErrors(client: RedisClient, name: string): void {
  let lastLoggedAt = 0
  client.on('error', (error: unknown) => {
    const now = Date.now()
    if (now - lastLoggedAt < logEveryMs) return
    lastLoggedAt = now
    logger().warn(
      { connection: name, reason: error instanceof Error ? error.message : 'unknown' },
      'redis connection failed',
    )
  })
}

/** Opens a connection that reconnects by itself and fails commands at once while the server is away; `?cluster=true` in the URL names any node of a Redis Cluster. */
export function createRedisClient(options: RedisClientOptions): RedisClient {
  const url = new URL(options.url)
  const isCluster = ['1', 'true'].includes(url.searchParams.get('cluster') ?? '')
  const client = isCluster ? createCluster(url, options) : new Redis(options.url, connectionOptions(options))
  logErrors(client, options.name)
  return client
}

/** The process's one connection called `name`, opened on first use. */
export function redisClient(options: RedisClientOptions): RedisClient {
  return processState(`redis:${options.name}`, () => createRedisClient(options))
}

const readiness = new WeakMap<RedisClient, Promise<boolean>>()

function awaitReady(client: RedisClient, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (isReady: boolean) => {
      clearTimeout(timer)
      client.off('ready', onReady)
      readiness.delete(client)
      resolve(isReady)
    }
    const onReady = () => finish(true)
    const timer = setTimeout(() => finish(false), timeoutMs)
    client.once('ready', onReady)
  })
}

/** Waits until commands can be sent, at most `timeoutMs`; false when the server isn't there by then. Many callers share one wait. */
export async function isRedisReady(client: RedisClient, timeoutMs: number): Promise<boolean> {
  if (client.status === 'ready') return true
  let waiting = readiness.get(client)
  if (!waiting) {
    waiting = awaitReady(client, timeoutMs)
    readiness.set(client, waiting)
  }
  return await waiting
}
