'use server'

import { z } from 'zod'
import {
  disableApiKey,
  mintApiKey,
  mintApiKeyInput,
  revokeApiKey,
  rotateApiKey,
  rotateApiKeyInput,
  updateApiKey,
  updateApiKeyInput,
} from '@/lib/api-keys'
import { customerAction } from '@/lib/auth'

const keyId = z.string().max(40)

export const mintKeyAction = customerAction(
  mintApiKeyInput,
  async ({ ctx, user }, input) => await mintApiKey(ctx, user.id, input),
)

export const updateKeyAction = customerAction(
  z.strictObject({ id: keyId, changes: updateApiKeyInput }),
  async ({ ctx }, { id, changes }) => await updateApiKey(ctx, id, changes),
)

export const rotateKeyAction = customerAction(
  rotateApiKeyInput.extend({ id: keyId }),
  async ({ ctx }, { id, ...input }) => await rotateApiKey(ctx, id, input),
)

export const disableKeyAction = customerAction(
  z.strictObject({ id: keyId, disabled: z.boolean() }),
  async ({ ctx }, { id, disabled }) => await disableApiKey(ctx, id, disabled),
)

export const revokeKeyAction = customerAction(
  z.strictObject({ id: keyId }),
  async ({ ctx }, { id }) => await revokeApiKey(ctx, id),
)
