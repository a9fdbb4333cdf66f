import type { ActorContext } from '../auth/types'
import { prisma } from '../db/prisma'
import { AppError } from '../errors'
import { formatUsd } from '../money'
import { settings } from '../settings'
import { centsOfNano } from './cents'
import { type AutoTopUpView, getAutoTopUp } from './get-auto-top-up'
import { findSavedMethod } from './saved-method'
import type { AutoTopUpInput } from './schemas'
import { findCustomer } from './with-customer'

function refuse(field: keyof AutoTopUpInput, sentence: string): AppError {
  return new AppError('invalid_request', `The ${field} ${sentence}.`, {
    details: { fieldErrors: { [field]: sentence } },
  })
}

function check(input: AutoTopUpInput): void {
  const { minTopUpNanoUsd: least, maxTopUpNanoUsd: most } = settings()
  const { thresholdNanoUsd, amountNanoUsd, monthlyCapNanoUsd } = input
  for (const field of ['thresholdNanoUsd', 'amountNanoUsd', 'monthlyCapNanoUsd'] as const)
    centsOfNano(input[field], field)
  if (amountNanoUsd < least || amountNanoUsd > most) {
    throw refuse('amountNanoUsd', `must be from ${formatUsd(least)} to ${formatUsd(most)}`)
  }
  if (amountNanoUsd < thresholdNanoUsd) {
    throw refuse('amountNanoUsd', 'must be at least the threshold, so that one purchase lifts the balance above it')
  }
  if (monthlyCapNanoUsd < amountNanoUsd) throw refuse('monthlyCapNanoUsd', 'must be at least one purchase')
}

/**
 * Sets a customer's automatic top-up. Turning it on, also after a pause, needs a saved payment method (buying credit once
 * saves one) and begins anew: it buys when the balance is below the threshold. Throws invalid_request per field.
 */
export async function saveAutoTopUp(ctx: ActorContext, userId: string, input: AutoTopUpInput): Promise<AutoTopUpView> {
  if (ctx.actor.kind === 'customer' && ctx.actor.userId !== userId)
    throw new AppError('not_found', 'There is no such user.')
  check(input)
  const customer = await findCustomer(userId)
  const stripePaymentMethodId = input.enabled && customer !== null ? await findSavedMethod(customer, null) : null
  if (input.enabled && stripePaymentMethodId === null) {
    throw new AppError('conflict', 'No payment method is saved yet. Buy credit once; the card is kept for this.')
  }
  const data = { ...input, armed: true, pausedReason: null, pausedAt: null, stripePaymentMethodId }
  await prisma().autoTopUp.upsert({ where: { userId }, create: { userId, ...data }, update: data })
  return await getAutoTopUp(userId)
}
