'use server'

import { z } from 'zod'
import {
  createAnnouncement,
  createAnnouncementInput,
  updateAnnouncement,
  updateAnnouncementInput,
} from '@/lib/announcements'
import { adminAction } from '@/lib/auth'

export const addAnnouncement = adminAction(
  'admin',
  createAnnouncementInput,
  async ({ ctx }, input) => await createAnnouncement(ctx, input),
)

export const changeAnnouncement = adminAction(
  'admin',
  updateAnnouncementInput.extend({ id: z.string().max(64) }),
  async ({ ctx }, { id, ...input }) => await updateAnnouncement(ctx, id, input),
)
