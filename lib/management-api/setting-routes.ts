import { z } from 'zod'
import { defineRoute } from '../http'
import { refreshSettings, settingsJson, updateSettings } from '../settings'

const settingsRoutesCommon = {
  path: '/api/admin/v1/settings',
  tag: 'Settings',
  answer: z.record(z.string(), z.unknown()),
}

/** /api/admin/v1/settings */
export const settingsRoutes = {
  GET: defineRoute({
    ...settingsRoutesCommon,
    method: 'GET',
    summary: 'Read all settings in force',
    scope: 'settings:read',
    handler: async () => settingsJson(await refreshSettings()),
  }),
  PATCH: defineRoute({
    ...settingsRoutesCommon,
    method: 'PATCH',
    summary: 'Change settings by name; null = back to the default',
    scope: 'settings:write',
    body: z.record(z.string(), z.unknown()),
    handler: async ({ ctx, body }) => settingsJson(await updateSettings(ctx, body)),
  }),
}
