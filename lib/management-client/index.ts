export { createManagementClient } from './create-management-client'
export { ManagementError } from './management-error'
export type { ManagementClient } from './types'
