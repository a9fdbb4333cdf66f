export {
  type CallNeeds,
  eligibleAccounts,
  namesModel,
  type ServingAccount,
  upstreamModelOf,
} from './eligible-accounts'
export { type ExplainedAccount, explainRoute, type RouteExplanation } from './explain-route'
export { sessionKeyOf } from './session-key'
