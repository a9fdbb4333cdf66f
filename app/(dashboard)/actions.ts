'use server'

import { z } from 'zod'
import { markAnnouncementRead } from '@/lib/announcements'
import { customerAction } from '@/lib/auth'

export const readAnnouncementAction = customerAction(
  z.strictObject({ id: z.string().max(40) }),
  async ({ user }, { id }) => await markAnnouncementRead(user.id, id),
)
