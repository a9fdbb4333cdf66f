import type { Stripe } from 'stripe'
import { type JsonObject, objectAt } from '../../json'
import { refuseMissing } from '../errors'
import { emit, previousOf } from '../events'
import { listPage } from '../lists'
import { newCustomer } from '../objects/customer'
import { metadataAfter, textAt } from '../params'
import { idOf } from '../payments'
import { cancelNow } from '../subscriptions'
import { type ApiCall, type ApiRoute, firstId } from './handler'

function find(call: ApiCall): Stripe.Customer {
  const id = firstId(call)
  return call.context.store.customers.get(id) ?? refuseMissing('customer', id)
}

const texts = ['email', 'name', 'phone', 'description'] as const

function changesOf(params: JsonObject, before: Stripe.Customer | null): Partial<Stripe.Customer> {
  const changes: Partial<Stripe.Customer> = { metadata: metadataAfter(before?.metadata ?? {}, params) }
  for (const key of texts) if (key in params) changes[key] = textAt(params, key)
  const address = objectAt(params, 'address')
  if (address) {
    changes.address = {
      city: textAt(address, 'city'),
      country: textAt(address, 'country'),
      line1: textAt(address, 'line1'),
      line2: textAt(address, 'line2'),
      postal_code: textAt(address, 'postal_code'),
      state: textAt(address, 'state'),
    }
  }
  const settings = objectAt(params, 'invoice_settings')
  if (settings && 'default_payment_method' in settings) {
    const method = textAt(settings, 'default_payment_method')
    const base = before?.invoice_settings ?? { custom_fields: null, footer: null, rendering_options: null }
    changes.invoice_settings = { ...base, default_payment_method: method }
  }
  return changes
}

function create(call: ApiCall): object {
  const customer = newCustomer(call.context.store, changesOf(call.params, null))
  emit(call.context, 'customer.created', customer)
  return customer
}

function update(call: ApiCall): object {
  const customer = find(call)
  const before = structuredClone(customer)
  Object.assign(customer, changesOf(call.params, customer))
  emit(call.context, 'customer.updated', customer, previousOf(before, customer))
  return customer
}

function retrieve(call: ApiCall): object {
  return call.context.store.deletedCustomers.get(firstId(call)) ?? find(call)
}

/** Deleting a customer ends its subscriptions, as at Stripe. */
function remove(call: ApiCall): object {
  const { store } = call.context
  const customer = find(call)
  for (const subscription of store.subscriptions.values()) {
    if (idOf(subscription.customer) === customer.id && subscription.status !== 'canceled') {
      cancelNow(call.context, subscription, 'cancellation_requested')
    }
  }
  const deleted: Stripe.DeletedCustomer = { id: customer.id, object: 'customer', deleted: true }
  store.customers.delete(customer.id)
  store.deletedCustomers.set(customer.id, deleted)
  emit(call.context, 'customer.deleted', customer)
  return deleted
}

function list(call: ApiCall): object {
  const email = textAt(call.params, 'email')
  return listPage(
    call.context.store.customers.values(),
    call.params,
    call.path,
    (customer) => email === null || customer.email === email,
  )
}

function listMethods(call: ApiCall): object {
  const customer = find(call)
  const type = textAt(call.params, 'type')
  return listPage(
    call.context.store.paymentMethods.values(),
    call.params,
    call.path,
    (method) => method.customer === customer.id && (type === null || method.type === type),
  )
}

export const customerRoutes: readonly ApiRoute[] = [
  { method: 'POST', path: '/v1/customers', handle: create },
  { method: 'GET', path: '/v1/customers', handle: list },
  { method: 'GET', path: '/v1/customers/:id', handle: retrieve },
  { method: 'POST', path: '/v1/customers/:id', handle: update },
  { method: 'DELETE', path: '/v1/customers/:id', handle: remove },
  { method: 'GET', path: '/v1/customers/:id/payment_methods', handle: listMethods },
]
