export { accountAuth, accountPath } from './account-call'
export { type AccountConfigRow, accountConfigColumns, toAccountConfig } from './account-config'
export { clearAccountCooldown } from './clear-account-cooldown'
export { createUpstreamAccount } from './create-upstream-account'
export { deleteUpstreamAccount } from './delete-upstream-account'
export { ensureUpstreamAccount, switchUpstreamAccounts } from './ensure-upstream-account'
export { getUpstreamAccount } from './get-upstream-account'
export { listUpstreamAccounts } from './list-upstream-accounts'
export { listUpstreamModels } from './list-upstream-models'
export { getLiveUpstreamAccount } from './live-upstream-account'
export { normaliseBaseUrl } from './normalise-base-url'
export { recordAccountError } from './record-account-error'
export { reencryptCredentials } from './reencrypt-credentials'
export {
  type CreateUpstreamAccountInput,
  createUpstreamAccountInput,
  liveUpstreamAccountView,
  type UpstreamAccountView,
  type UpstreamProtocol,
  updateUpstreamAccountInput,
  upstreamAccountView,
  upstreamProtocolField,
} from './schemas'
export { setAccountStatus } from './set-account-status'
export {
  type AccountTest,
  type AccountTestStep,
  accountTestView,
  testUpstreamAccount,
  testUpstreamAccountInput,
} from './test-upstream-account'
export type { UpstreamAccountConfig } from './types'
export { updateUpstreamAccount } from './update-upstream-account'
export {
  bulkUpdateInput,
  bulkUpdateView,
  updateUpstreamAccounts,
} from './update-upstream-accounts'
