'use server'

import { headers } from 'next/headers'
import { z } from 'zod'
import { adminAction, beginView } from '@/lib/auth'
import { startViewAs } from '@/lib/users'

/** From here on this browser sees the customer's pages, to read only. */
export const viewAs = adminAction('support', z.strictObject({ id: z.string().max(40) }), async ({ ctx }, { id }) => {
  const { sessionId, expiresAt } = await startViewAs(ctx, id, (await headers()).get('user-agent') ?? '')
  await beginView(sessionId, expiresAt)
})
