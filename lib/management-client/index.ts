export { createManagementClient } from './create-management-client'
export { ManagementError } from './management-error'
export type { AnswerOf, InputOf, ManagementClient, OperationName } from './types'
