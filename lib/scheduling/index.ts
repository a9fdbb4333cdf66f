export { type CallNeeds, eligibleAccounts, namesModel, type ServingAccount, upstreamModelOf } from './eligible-accounts'
export { type SessionHints, sessionKeyOf } from './session-key'
