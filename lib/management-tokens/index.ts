export { createManagementToken } from './create-management-token'
export { listManagementTokens } from './list-management-tokens'
export { revokeManagementToken } from './revoke-management-token'
export {
  createdManagementTokenView,
  createManagementTokenInput,
  type ManagementTokenView,
  managementTokenView,
} from './schemas'
