export {
  type CallNeeds,
  eligibleAccounts,
  namesModel,
  type ServingAccount,
  upstreamModelOf,
} from './eligible-accounts'
export { explainRoute } from './explain-route'
export { sessionKeyOf } from './session-key'
