import type { StaffRole } from './types'

/** What less, or more, than an admin may do; everything else that staff change takes an admin. */
const leastRoles: Readonly<Record<string, StaffRole>> = {
  'user.credit': 'support',
  'user.view_as_start': 'support',
  'user.view_as_end': 'viewer',
  'management_token.create': 'owner',
  'management_token.revoke': 'owner',
}

/** The least role of a change, by its name in the audit log. */
export function leastRole(action: string): StaffRole {
  return leastRoles[action] ?? 'admin'
}
