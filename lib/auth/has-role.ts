import type { UserRole } from './types'

const ranks: Record<UserRole, number> = { customer: 0, viewer: 1, support: 2, admin: 3, owner: 4 }

/** Whether a role is allowed what the least role is. */
export function hasRole(role: UserRole, least: UserRole): boolean {
  return ranks[role] >= ranks[least]
}
