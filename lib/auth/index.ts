export { type ActionResult, adminAction, customerAction, publicAction } from './actions'
export {
  adminContext,
  currentUser,
  hasRole,
  pageContext,
  requireAdmin,
  requireUser,
  userFromCookies,
  visitorContext,
} from './current-user'
export { type ManagementScope, managementScopes } from './scopes'
export { type SignInProvider, signInProviders } from './sign-in-providers'
export type { Actor, ActorContext, CurrentUser, UserRole } from './types'
