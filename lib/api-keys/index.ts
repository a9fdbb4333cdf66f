export { checkKey, checkOwnKey } from './check-key'
export { disableApiKey } from './disable-api-key'
export { getApiKey } from './get-api-key'
export { inspectKey } from './inspect-key'
export { createKeySecret, isWellFormedKey } from './key-format'
export { flushLastUsed } from './last-used'
export { listApiKeys } from './list-api-keys'
export { listKeySpend } from './list-key-spend'
export { mintApiKey } from './mint-api-key'
export { revokeApiKey } from './revoke-api-key'
export { rotateApiKey } from './rotate-api-key'
export {
  type ApiKeyView,
  apiKeyView,
  listApiKeysQuery,
  type MintApiKeyInput,
  mintApiKeyInput,
  mintedApiKeyView,
  rotateApiKeyInput,
  updateApiKeyInput,
} from './schemas'
export type { KeyAccess, KeyCheck, KeyRefusal } from './types'
export { updateApiKey } from './update-api-key'
