export { accountPool, accountPools } from './account-pool-routes'
export { apiKey, apiKeyRevoke, apiKeyRotate, apiKeys, userApiKeys } from './api-key-routes'
export { audit } from './audit-routes'
export { settingsRoutes } from './setting-routes'
export { managementToken, managementTokens } from './token-routes'
export {
  upstreamAccount,
  upstreamAccountClearCooldown,
  upstreamAccounts,
  upstreamAccountTest,
} from './upstream-account-routes'
export { user, userCredits, users } from './user-routes'
