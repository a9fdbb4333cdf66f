import { z } from 'zod'
import {
  cidrListField,
  countField,
  futureTimeField,
  modelListField,
  nanoUsdField,
  pageFields,
  periodField,
  textField,
} from '../http/fields'

const maxPerMinute = 10_000_000
const maxOverlapSeconds = 90 * 86_400

const limits = {
  expiresAt: futureTimeField.nullable().optional(),
  spendCapNanoUsd: nanoUsdField().nullable().optional(),
  capPeriod: periodField.nullable().optional(),
  allowedModels: modelListField.optional(),
  ipAllow: cidrListField.optional(),
  ipDeny: cidrListField.optional(),
  concurrencyLimit: countField(0, 1_000_000).nullable().optional(),
  requestsPerMinute: countField(1, maxPerMinute).nullable().optional(),
  tokensPerMinute: countField(1, 1_000_000_000).nullable().optional(),
  fallbackToBalance: z.boolean().optional(),
  clampToBalance: z.boolean().optional(),
}

export const mintApiKeyInput = z.strictObject({ name: textField(), poolId: z.string().max(40), ...limits })
export type MintApiKeyInput = z.infer<typeof mintApiKeyInput>

export const updateApiKeyInput = z.strictObject({
  name: textField().optional(),
  poolId: z.string().max(40).optional(),
  ...limits,
  disabled: z.boolean().optional(),
  version: countField(1, 2_147_483_647).optional(),
})
export type UpdateApiKeyInput = z.infer<typeof updateApiKeyInput>

export const rotateApiKeyInput = z.strictObject({ overlapSeconds: countField(0, maxOverlapSeconds).default(0) })
export type RotateApiKeyInput = z.infer<typeof rotateApiKeyInput>

export const listApiKeysQuery = z.strictObject({
  ...pageFields,
  userId: z.string().max(64).optional(),
  poolId: z.string().max(64).optional(),
})

/** A key as everyone may see it: never the secret, never its hash. */
export const apiKeyView = z.object({
  id: z.string(),
  userId: z.string(),
  poolId: z.string(),
  poolName: z.string(),
  name: z.string(),
  maskedKey: z.string(),
  status: z.enum(['active', 'disabled', 'expired', 'revoked']),
  expiresAt: z.iso.datetime().nullable(),
  disabledAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
  /** Until when the secret before the last rotation works too. */
  previousValidUntil: z.iso.datetime().nullable(),
  spendCapNanoUsd: z.string().nullable(),
  capPeriod: periodField.nullable(),
  /** What the key spent since it was made. */
  totalSpentNanoUsd: z.string(),
  allowedModels: z.array(z.string()),
  ipAllow: z.array(z.string()),
  ipDeny: z.array(z.string()),
  concurrencyLimit: z.number().int().nullable(),
  requestsPerMinute: z.number().int().nullable(),
  tokensPerMinute: z.number().int().nullable(),
  fallbackToBalance: z.boolean(),
  clampToBalance: z.boolean(),
  lastUsedAt: z.iso.datetime().nullable(),
  version: z.number().int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})
export type ApiKeyView = z.infer<typeof apiKeyView>

/** The answer of minting and rotating: the one time the secret is shown. */
export const mintedApiKeyView = apiKeyView.extend({
  key: z.string().nullable(),
  alreadyShown: z.boolean().optional(),
})
export type MintedApiKey = ApiKeyView & { key: string }
