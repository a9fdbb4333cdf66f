export { adminAction, customerAction, publicAction } from './actions'
export {
  adminContext,
  currentUser,
  ownUser,
  pageContext,
  requireAdmin,
  requireUser,
} from './current-user'
export { managementScopes } from './scopes'
export { signInProviders } from './sign-in-providers'
export { signInReturn } from './sign-in-return'
export type { ActorContext, CurrentUser, StaffRole } from './types'
export { beginView, endView } from './viewing'
