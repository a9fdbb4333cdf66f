export { textMap, toAccountConfig, type UpstreamAccountRow } from './account-config'
export { normaliseBaseUrl } from './normalise-base-url'
export { type AccountError, recordAccountError } from './record-account-error'
export {
  type CreateUpstreamAccountInput,
  type CredentialInput,
  createUpstreamAccountInput,
  type LiveUpstreamAccountView,
  liveUpstreamAccountView,
  type UpdateUpstreamAccountInput,
  type UpstreamAccountView,
  type UpstreamProtocol,
  updateUpstreamAccountInput,
  upstreamAccountView,
  upstreamProtocolField,
} from './schemas'
export { setAccountStatus } from './set-account-status'
export type { UpstreamAccountConfig } from './types'
