import type { Prisma } from '../db/prisma'
import { AppError } from '../errors'
import type { UpdateUserInput } from './schemas'
import type { UserRow } from './user-json'

const isAdminRole = (role: string | undefined) => role === 'admin' || role === 'owner'

/** Throws conflict when a change would leave nobody who can administer the installation. */
export async function assertMayChangeRole(
  tx: Prisma.TransactionClient,
  row: UserRow,
  change: Pick<UpdateUserInput, 'role' | 'status'>,
): Promise<void> {
  const losesRole = change.role !== undefined && isAdminRole(row.role) && !isAdminRole(change.role)
  const losesAccess = change.status === 'suspended' && isAdminRole(row.role)
  if (!losesRole && !losesAccess) return
  const others = await tx.user.count({
    where: { id: { not: row.id }, role: { in: ['admin', 'owner'] }, status: 'active' },
  })
  if (others === 0) throw new AppError('conflict', 'This is the last active admin. Make another one first.')
}
