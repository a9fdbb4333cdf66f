import { z } from 'zod'
import { managementScopes } from '../auth/scopes'
import { futureTimeField, textField } from '../http/fields'

export const createManagementTokenInput = z.strictObject({
  name: textField(),
  scopes: z.array(z.enum(managementScopes)).min(1).max(managementScopes.length),
  expiresAt: futureTimeField.nullable().optional(),
})
export type CreateManagementTokenInput = z.infer<typeof createManagementTokenInput>

export const managementTokenView = z.object({
  id: z.string(),
  name: z.string(),
  maskedToken: z.string(),
  scopes: z.array(z.string()),
  createdBy: z.string().nullable(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
})
export type ManagementTokenView = z.infer<typeof managementTokenView>

/** The answer of making one: the one time the token is shown. */
export const createdManagementTokenView = managementTokenView.extend({
  token: z.string().nullable(),
  alreadyShown: z.boolean().optional(),
})
