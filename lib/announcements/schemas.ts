import { z } from 'zod'
import { countField, textField, timeField } from '../http/fields'

const ids = z.array(z.string().max(64)).max(1_000).optional()

export const announcementAudience = z.strictObject({ planIds: ids, poolIds: ids, userIds: ids })
export type AnnouncementAudience = z.infer<typeof announcementAudience>

const fields = {
  title: textField(200),
  body: z.string().trim().min(1).max(20_000),
  status: z.enum(['draft', 'published', 'archived']),
  /** Who sees it; empty = everyone. */
  audience: announcementAudience,
  startsAt: timeField.nullable(),
  endsAt: timeField.nullable(),
}

export const createAnnouncementInput = z
  .strictObject(fields)
  .partial()
  .extend({ title: fields.title, body: fields.body })
export type CreateAnnouncementInput = z.infer<typeof createAnnouncementInput>

export const updateAnnouncementInput = z
  .strictObject(fields)
  .partial()
  .extend({ version: countField(1, 2_147_483_647).optional() })
export type UpdateAnnouncementInput = z.infer<typeof updateAnnouncementInput>

export const announcementView = z.object({
  id: z.string(),
  title: z.string(),
  body: z.string(),
  status: fields.status,
  audience: announcementAudience,
  startsAt: z.iso.datetime().nullable(),
  endsAt: z.iso.datetime().nullable(),
  reads: z.number().int(),
  version: z.number().int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})
export type AnnouncementView = z.infer<typeof announcementView>
