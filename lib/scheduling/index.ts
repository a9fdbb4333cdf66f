export {
  type CallNeeds,
  type Exclusion,
  eligibleAccounts,
  exclusionOf,
  namesModel,
  type ServingAccount,
  upstreamModelOf,
} from './eligible-accounts'
export { type ExplainedAccount, explainRoute, type RouteExplanation } from './explain-route'
export { type SessionHints, sessionKeyOf } from './session-key'
