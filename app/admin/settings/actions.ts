'use server'

import { z } from 'zod'
import { adminAction } from '@/lib/auth'
import { updateSettings } from '@/lib/settings'
import { sendTestMail } from '@/lib/users'

/** Settings by name, each in its JSON form; null = back to the default. */
const changes = z.record(z.string().max(100), z.unknown())

/** `expected` = what the page showed: a setting that someone else changed meanwhile is not overwritten. */
export const saveSettings = adminAction(
  'admin',
  z.strictObject({ changes, expected: changes }),
  async ({ ctx }, input) => {
    await updateSettings(ctx, input.changes, input.expected)
  },
)

/** To the person who asks, so that nobody can be mailed through it. */
export const testMail = adminAction('admin', z.strictObject({}), async ({ ctx, user }) => {
  await sendTestMail(ctx, user.email)
})
