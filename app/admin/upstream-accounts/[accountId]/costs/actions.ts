'use server'

import { z } from 'zod'
import { adminAction } from '@/lib/auth'
import { costPriceInput, putCostPrice, removeCostPrice } from '@/lib/margin'
import { idField } from '../../../_components/id-fields'

const model = z.string().trim().min(1).max(200)

export const saveCostPrice = adminAction(
  'admin',
  costPriceInput.extend({ accountId: idField, model }),
  async ({ ctx }, { accountId, model: of, ...input }) => await putCostPrice(ctx, accountId, of, input),
)

export const endCostPrice = adminAction(
  'admin',
  z.strictObject({ accountId: idField, model, version: z.int().min(0) }),
  async ({ ctx }, { accountId, model: of, version }) => await removeCostPrice(ctx, accountId, of, version),
)
