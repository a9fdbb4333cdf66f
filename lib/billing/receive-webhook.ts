import type { Stripe } from 'stripe'
import { prisma } from '../db/prisma'
import { AppError } from '../errors'
import { logger } from '../logger'
import { isHandled } from './find-roots'
import { processEvent } from './process-event'
import { stripe, webhookSecret } from './stripe-client'
import { fromStripe } from './stripe-errors'

function readEvent(rawBody: string, signature: string | null): Stripe.Event {
  const secret = webhookSecret()
  try {
    return stripe().webhooks.constructEvent(rawBody, signature ?? '', secret)
  } catch (thrown) {
    throw new AppError('invalid_request', 'The signature does not fit the body.', { cause: thrown })
  }
}

/** Keeps an event as `received`, once; answers whether it is one that we converge. */
export async function storeEvent(event: Pick<Stripe.Event, 'id' | 'type' | 'created' | 'data'>): Promise<boolean> {
  const { object } = event.data
  if (!isHandled(event.type) || !('id' in object) || typeof object.id !== 'string') return false
  const data = { id: event.id, type: event.type, objectId: object.id, created: new Date(event.created * 1_000) }
  await prisma().stripeEvent.createMany({ data, skipDuplicates: true })
  return true
}

/**
 * Takes one webhook call of Stripe: checks the signature over the raw body, keeps the event, converges what it is about.
 * Nothing of the body but type and id is believed. Throws invalid_request for a bad signature; when it can't be
 * processed now it stays kept, and the error makes Stripe send it again.
 */
export async function receiveWebhook(rawBody: string, signature: string | null): Promise<{ received: true }> {
  const event = readEvent(rawBody, signature)
  if (await storeEvent(event)) {
    try {
      await processEvent(event.id)
    } catch (thrown) {
      logger().warn({ event: event.id, type: event.type, err: thrown }, 'a Stripe event is left for later')
      throw fromStripe(thrown)
    }
  }
  return { received: true }
}
