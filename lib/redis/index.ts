export {
  type Bus,
  type BusHandler,
  type BusTopic,
  busTopics,
  closeBus,
  createBus,
  everyId,
  publish,
  subscribe,
} from './bus'
export { createRedisClient, isRedisReady, type RedisClient, type RedisClientOptions, redisClient } from './client'
export { type RedisKey, redisKeys } from './keys'
