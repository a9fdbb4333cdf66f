'use server'

import { z } from 'zod'
import { adminAction } from '@/lib/auth'
import { putModelPrice, putModelPriceInput } from '@/lib/management-api'

const modelField = z.string().trim().min(1).max(200)

export const putPrice = adminAction(
  'admin',
  putModelPriceInput.extend({ model: modelField }),
  async ({ ctx }, { model, ...input }) => await putModelPrice(ctx, model, input),
)
