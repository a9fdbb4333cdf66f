'use server'

import { z } from 'zod'
import { adminAction } from '@/lib/auth'
import { updateSettings } from '@/lib/settings'

/** Settings by name, each in its JSON form; null = back to the default. */
const changes = z.record(z.string().max(100), z.unknown())

export const saveSettings = adminAction('admin', changes, async ({ ctx }, input) => {
  await updateSettings(ctx, input)
})
