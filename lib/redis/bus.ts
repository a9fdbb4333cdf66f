import { env } from '../env'
import { createId } from '../ids'
import { logger } from '../logger'
import { dropProcessState, processState } from '../process-state'
import { createRedisClient, type RedisClient } from './client'
import { redisKeys } from './keys'

export const busTopics = [
  'key',
  'user',
  'pool',
  'account',
  'price',
  'setting',
  'session',
  'subscription',
  'announcement',
] as const
export type BusTopic = (typeof busTopics)[number]
export type BusHandler = (id: string) => void

/** The id that means "anything may have changed": given to every handler when messages may have been missed. */
export const everyId = '*'

export type Bus = {
  publish(topic: BusTopic, id: string): void
  subscribe(topic: BusTopic, handler: BusHandler): () => void
  close(): Promise<void>
}

type Handlers = Map<BusTopic, Set<BusHandler>>

function deliver(handlers: Handlers, topic: BusTopic, id: string): void {
  for (const handler of handlers.get(topic) ?? []) {
    try {
      handler(id)
    } catch (error) {
      // One broken listener must not keep the others from hearing of a revoked key.
      logger().error({ topic, err: error }, 'a listener of the bus failed')
    }
  }
}

function addHandler(handlers: Handlers, topic: BusTopic, handler: BusHandler): () => void {
  const own: BusHandler = (id) => handler(id)
  const ofTopic = handlers.get(topic) ?? new Set()
  handlers.set(topic, ofTopic.add(own))
  return () => {
    ofTopic.delete(own)
  }
}

function listen(subscriber: RedisClient, handlers: Handlers, origin: string): void {
  const topics = new Map<string, BusTopic>(busTopics.map((topic) => [redisKeys.busChannel(topic), topic]))
  let wasReady = false
  subscriber.on('ready', () => {
    if (wasReady) for (const topic of busTopics) deliver(handlers, topic, everyId)
    wasReady = true
  })
  subscriber.on('message', (channel: string, message: string) => {
    const topic = topics.get(channel)
    const space = message.indexOf(' ')
    // Own messages were delivered when they were published.
    if (topic && message.slice(0, space) !== origin) deliver(handlers, topic, message.slice(space + 1))
  })
  subscriber.subscribe(...topics.keys()).catch((error: unknown) => {
    logger().warn({ err: error }, 'the bus could not subscribe')
  })
}

/** A bus over Redis pub/sub, or within this process only when `url` is undefined. */
export function createBus(url: string | undefined): Bus {
  const handlers: Handlers = new Map()
  const local: Bus = {
    publish: (topic, id) => deliver(handlers, topic, id),
    subscribe: (topic, handler) => addHandler(handlers, topic, handler),
    close: async () => handlers.clear(),
  }
  if (url === undefined) return local
  const origin = createId('process')
  const publisher = createRedisClient({ url, name: 'bus', whileAway: 'queue', commandTimeoutMs: 2_000 })
  const subscriber = createRedisClient({ url, name: 'bus-subscriber', whileAway: 'queue' })
  listen(subscriber, handlers, origin)
  return {
    ...local,
    publish(topic, id) {
      deliver(handlers, topic, id)
      publisher.publish(redisKeys.busChannel(topic), `${origin} ${id}`).catch((error: unknown) => {
        // Others then see the change when their cached value's time is up, as they would without a bus.
        logger().warn({ topic, reason: error instanceof Error ? error.message : 'unknown' }, 'not published')
      })
    },
    async close() {
      handlers.clear()
      publisher.disconnect()
      subscriber.disconnect()
    },
  }
}

/** The process's one bus; connects to REDIS_URL on first use when it is set. */
export function bus(): Bus {
  return processState('bus', () => createBus(env().REDIS_URL))
}

/** Ends the bus's connections (a clean stop). */
export async function closeBus(): Promise<void> {
  await bus().close()
  dropProcessState('bus')
}

/** Tells every process that `id` of `topic` changed: this one at once, others within a second when they can be reached. Never throws. */
export function publish(topic: BusTopic, id: string): void {
  bus().publish(topic, id)
}

/** Calls `handler` with each changed id of `topic` (`*` when messages may have been missed) until the returned function is called. */
export function subscribe(topic: BusTopic, handler: BusHandler): () => void {
  return bus().subscribe(topic, handler)
}
