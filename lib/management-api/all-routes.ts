import type { Route } from '../http'
import { accountPool, accountPools } from './account-pool-routes'
import {
  alertEvent,
  alertEvents,
  alertRule,
  alertRulePreview,
  alertRules,
  alertRuleTest,
  alertSilenceEnd,
  alertSilences,
} from './alert-routes'
import { announcement, announcements } from './announcement-routes'
import { apiKey, apiKeyRevoke, apiKeyRotate, apiKeys, userApiKeys } from './api-key-routes'
import { audit } from './audit-routes'
import { ledgerTrialBalance } from './ledger-routes'
import { costPrice, costPrices, margin, usageDrift, usageImports } from './margin-routes'
import { modelPrice, modelPriceImport, modelPrices } from './model-price-routes'
import { plan, plans, subscriptionCancel, subscriptionResume, userSubscriptions } from './plan-routes'
import { purchaseRefund, userPurchases } from './purchase-routes'
import { redeemBatchDisable, redeemCodeDisable, redeemCodes } from './redeem-code-routes'
import { routeExplain } from './route-explain-routes'
import { settingsRoutes } from './setting-routes'
import { managementToken, managementTokens } from './token-routes'
import {
  upstreamAccount,
  upstreamAccountBulk,
  upstreamAccountClearCooldown,
  upstreamAccountModels,
  upstreamAccounts,
  upstreamAccountTest,
} from './upstream-account-routes'
import { usage } from './usage-routes'
import { userPools, userResetTwoFactor, userSignOut } from './user-admin-routes'
import { user, userCredits, users } from './user-routes'

const groups: Record<string, Route>[] = [
  accountPools,
  accountPool,
  upstreamAccounts,
  upstreamAccount,
  upstreamAccountClearCooldown,
  upstreamAccountTest,
  upstreamAccountModels,
  upstreamAccountBulk,
  margin,
  costPrices,
  costPrice,
  usageImports,
  usageDrift,
  modelPrices,
  modelPrice,
  modelPriceImport,
  users,
  user,
  userCredits,
  userResetTwoFactor,
  userSignOut,
  userPools,
  userPurchases,
  purchaseRefund,
  userApiKeys,
  apiKeys,
  apiKey,
  apiKeyRevoke,
  apiKeyRotate,
  plans,
  plan,
  userSubscriptions,
  subscriptionCancel,
  subscriptionResume,
  redeemCodes,
  redeemCodeDisable,
  redeemBatchDisable,
  usage,
  ledgerTrialBalance,
  routeExplain,
  settingsRoutes,
  managementTokens,
  managementToken,
  alertRules,
  alertRule,
  alertRuleTest,
  alertRulePreview,
  alertEvents,
  alertEvent,
  alertSilences,
  alertSilenceEnd,
  announcements,
  announcement,
  audit,
]

/** Every route of the management API; a test holds it equal to the files under app/api/admin. */
export const allRoutes: readonly Route[] = groups.flatMap((group) => Object.values(group))
