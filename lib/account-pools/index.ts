export { assertMayUsePool } from './assert-may-use-pool'
export { createAccountPool } from './create-account-pool'
export { deleteAccountPool } from './delete-account-pool'
export { ensureDefaultPool } from './ensure-default-pool'
export { getAccountPool } from './get-account-pool'
export { listAccountPools } from './list-account-pools'
export { listOfferedPools } from './list-offered-pools'
export { listUsablePools } from './list-usable-pools'
export { poolConfig } from './pool-config'
export {
  type AccountPoolView,
  accountPoolView,
  createAccountPoolInput,
  updateAccountPoolInput,
} from './schemas'
export { listUserPools, setUserPools } from './set-user-pools'
export type { PoolConfig } from './types'
export { updateAccountPool } from './update-account-pool'
