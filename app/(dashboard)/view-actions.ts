'use server'

import { z } from 'zod'
import { currentUser, endView, ownUser, publicAction } from '@/lib/auth'
import { endViewAs } from '@/lib/users'

/** Gives staff their own pages back; answers where to go. */
export const stopViewing = publicAction(z.strictObject({}), async ({ ctx }) => {
  const [viewed, staff] = await Promise.all([currentUser(), ownUser()])
  if (staff && staff.role !== 'customer' && viewed?.viewedBy === staff.id) {
    await endViewAs(ctx, { id: staff.id, role: staff.role }, viewed.sessionId)
  }
  await endView()
  return viewed && staff ? `/admin/users/${viewed.id}` : '/admin'
})
