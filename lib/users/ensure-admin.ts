import type { ActorContext } from '../auth/types'
import { prisma } from '../db/prisma'
import { createUser } from './create-user'
import { updateUser } from './update-user'

/** Makes the first admin when there is none; afterwards changes nothing. Returns whether it did. */
export async function ensureAdmin(ctx: ActorContext, email: string, password: string): Promise<boolean> {
  const admin = await prisma().user.findFirst({ where: { role: { in: ['admin', 'owner'] }, status: 'active' } })
  if (admin) return false
  const known = await prisma().user.findUnique({ where: { email } })
  if (known) await updateUser(ctx, known.id, { role: 'owner', password, status: 'active', emailVerified: true })
  else await createUser(ctx, { email, password, role: 'owner', name: 'Admin' })
  return true
}
