import type { Stripe } from 'stripe'
import { refuse, refuseMissing } from '../errors'
import { emit } from '../events'
import { listPage } from '../lists'
import { requiredText, textAt } from '../params'
import { attach, idOf, resolveMethod } from '../payments'
import { type ApiCall, type ApiRoute, firstId } from './handler'

function find(call: ApiCall): Stripe.PaymentMethod {
  const id = firstId(call)
  return call.context.store.paymentMethods.get(id) ?? refuseMissing('PaymentMethod', id, 'payment_method')
}

function attachTo(call: ApiCall): object {
  const { context } = call
  const customer = requiredText(call.params, 'customer')
  if (!context.store.customers.has(customer)) refuseMissing('customer', customer, 'customer')
  const method = resolveMethod(context, firstId(call), null)
  attach(context, method, customer)
  return method
}

function detach(call: ApiCall): object {
  const method = find(call)
  const owner = idOf(method.customer)
  if (owner === null) refuse(400, 'The payment method you provided is not attached to a customer.')
  detachMethod(call, method, owner)
  return method
}

function detachMethod(call: ApiCall, method: Stripe.PaymentMethod, owner: string): void {
  const { store } = call.context
  const customer = store.customers.get(owner)
  if (customer && customer.invoice_settings.default_payment_method === method.id) {
    customer.invoice_settings.default_payment_method = null
  }
  method.customer = null
  emit(call.context, 'payment_method.detached', method, { customer: owner })
}

function list(call: ApiCall): object {
  const customer = textAt(call.params, 'customer')
  const type = textAt(call.params, 'type')
  return listPage(
    call.context.store.paymentMethods.values(),
    call.params,
    call.path,
    (method) => (customer === null || method.customer === customer) && (type === null || method.type === type),
  )
}

export const paymentMethodRoutes: readonly ApiRoute[] = [
  { method: 'GET', path: '/v1/payment_methods', handle: list },
  { method: 'GET', path: '/v1/payment_methods/:id', handle: find },
  { method: 'POST', path: '/v1/payment_methods/:id/attach', handle: attachTo },
  { method: 'POST', path: '/v1/payment_methods/:id/detach', handle: detach },
]
