export {
  type Bus,
  closeBus,
  createBus,
  everyId,
  publish,
  subscribe,
} from './bus'
export { createRedisClient, isRedisReady, type RedisClient, redisClient } from './client'
export { type RedisKey, redisKeys } from './keys'
export { writeTogether } from './write-together'
