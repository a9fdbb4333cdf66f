import { managementScopes } from '../auth/scopes'
import type { ActorContext } from '../auth/types'
import { AppError } from '../errors'
import type { UpdateUserInput } from './schemas'

type Role = NonNullable<UpdateUserInput['role']>

const isAdminRole = (role: Role | undefined) => role === 'admin' || role === 'owner'

/** Staff may do what only several scopes allow, so only a token that has all of them makes staff or changes their accounts. */
function assertTokenMayManage(scopes: readonly string[], roles: readonly Role[]): void {
  if (roles.every((role) => role === 'customer') || managementScopes.every((scope) => scopes.includes(scope))) return
  throw new AppError(
    'permission_denied',
    'Only a management token with every scope can give out a staff role or change a staff account.',
  )
}

/**
 * Throws permission_denied when a token that lacks a scope touches staff, and when staff below an owner touch another admin's account (whose password or second factor
 * would give them its rights) or give out a role that only owners give.
 */
export function assertMayManage(
  { actor }: ActorContext,
  row: { id: string; role: Role },
  change: Pick<UpdateUserInput, 'role'> = {},
): void {
  if (actor.kind === 'token') assertTokenMayManage(actor.scopes, [row.role, change.role ?? row.role])
  if (actor.kind !== 'admin' || actor.role === 'owner') return
  const isOthersAdmin = isAdminRole(row.role) && row.id !== actor.userId
  const changesAdminRole = change.role !== undefined && change.role !== row.role
  if (isOthersAdmin || (changesAdminRole && (isAdminRole(change.role) || isAdminRole(row.role)))) {
    throw new AppError('permission_denied', 'Only an owner can change admins and owners.')
  }
}
