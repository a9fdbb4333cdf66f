export { accountPool, accountPools } from './account-pool-routes'
export {
  alertEvent,
  alertEvents,
  alertRule,
  alertRulePreview,
  alertRules,
  alertRuleTest,
  alertSilenceEnd,
  alertSilences,
} from './alert-routes'
export { allRoutes } from './all-routes'
export { announcement, announcements } from './announcement-routes'
export { apiKey, apiKeyRevoke, apiKeyRotate, apiKeys, userApiKeys } from './api-key-routes'
export { audit } from './audit-routes'
export { importPriceFile } from './import-price-file'
export { ledgerTrialBalance } from './ledger-routes'
export { costPrice, costPrices, margin, usageDrift, usageImports } from './margin-routes'
export { modelPriceJson } from './model-price-json'
export { modelPrice, modelPriceImport, modelPrices } from './model-price-routes'
export {
  type ModelPriceView,
  putModelPriceInput,
} from './model-price-schemas'
export { openApiDocument } from './open-api-document'
export { plan, plans, subscriptionCancel, subscriptionResume, userSubscriptions } from './plan-routes'
export { type ImportPricesView, importPricesInput, maxImportBodyBytes } from './price-import-schemas'
export { purchaseRefund, userPurchases } from './purchase-routes'
export { putModelPrice } from './put-model-price'
export { redeemBatchDisable, redeemCodeDisable, redeemCodes } from './redeem-code-routes'
export { routeExplain } from './route-explain-routes'
export { settingsRoutes } from './setting-routes'
export { managementToken, managementTokens } from './token-routes'
export {
  upstreamAccount,
  upstreamAccountBulk,
  upstreamAccountClearCooldown,
  upstreamAccountModels,
  upstreamAccounts,
  upstreamAccountTest,
} from './upstream-account-routes'
export { usage } from './usage-routes'
export { userPools, userResetTwoFactor, userSignOut } from './user-admin-routes'
export { user, userCredits, users } from './user-routes'
