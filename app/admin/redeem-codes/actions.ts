'use server'

import { z } from 'zod'
import { adminAction } from '@/lib/auth'
import { createRedeemCodes, createRedeemCodesInput, disableRedeemBatch, disableRedeemCode } from '@/lib/redeem-codes'
import { onlyId } from '../_components/id-fields'

export const makeCodes = adminAction(
  'admin',
  createRedeemCodesInput,
  async ({ ctx }, input) => await createRedeemCodes(ctx, input),
)

export const disableCode = adminAction('admin', onlyId, async ({ ctx }, { id }) => await disableRedeemCode(ctx, id))

export const disableBatch = adminAction(
  'admin',
  z.strictObject({ batch: z.string().trim().min(1).max(100) }),
  async ({ ctx }, { batch }) => await disableRedeemBatch(ctx, batch),
)
