import type { Stripe } from 'stripe'

export interface StripeErrorBody {
  readonly type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error'
  readonly message: string
  readonly code?: string
  readonly decline_code?: string
  readonly param?: string
  readonly payment_intent?: Stripe.PaymentIntent
  readonly payment_method?: Stripe.PaymentMethod
}

/** Leaves a handler with Stripe's error object. */
export class StripeRefused extends Error {
  constructor(
    readonly status: number,
    readonly body: StripeErrorBody,
  ) {
    super(body.message)
  }
}

export function refuse(status: number, message: string, code?: string, param?: string): never {
  throw new StripeRefused(status, {
    type: 'invalid_request_error',
    message,
    ...(code === undefined ? {} : { code }),
    ...(param === undefined ? {} : { param }),
  })
}

/** Stripe's 404 for an id it doesn't know. */
export function refuseMissing(kind: string, id: string, param = 'id'): never {
  refuse(404, `No such ${kind}: '${id}'`, 'resource_missing', param)
}

export function refuseAbsent(param: string): never {
  refuse(400, `Missing required param: ${param}.`, 'parameter_missing', param)
}
