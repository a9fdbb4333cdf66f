export { assertMayUsePool } from './assert-may-use-pool'
export { poolConfig } from './pool-config'
export type { PoolConfig } from './types'
