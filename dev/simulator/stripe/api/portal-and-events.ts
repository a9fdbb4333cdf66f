import type { Stripe } from 'stripe'
import { objectAt } from '../../json'
import { refuse, refuseMissing } from '../errors'
import { stripeId } from '../ids'
import { listPage } from '../lists'
import { boolAt, requiredText, textAt, textsAt } from '../params'
import { type ApiCall, type ApiRoute, firstId } from './handler'

function createPortal(call: ApiCall): object {
  const { context, params } = call
  const customer = requiredText(params, 'customer')
  if (!context.store.customers.has(customer)) refuseMissing('customer', customer, 'customer')
  if (objectAt(params, 'flow_data')) refuse(400, 'The simulator’s portal has no deep links.', undefined, 'flow_data')
  const id = stripeId('bps')
  const session: Stripe.BillingPortal.Session = {
    id,
    object: 'billing_portal.session',
    configuration: 'bpc_simulator',
    created: context.store.now(),
    customer,
    customer_account: null,
    flow: null,
    livemode: false,
    locale: null,
    on_behalf_of: null,
    return_url: textAt(params, 'return_url'),
    url: `${context.url}/portal/${id}`,
  }
  context.store.portalSessions.set(id, session)
  context.store.touch()
  return session
}

function listEvents(call: ApiCall): object {
  const type = textAt(call.params, 'type')
  const types = textsAt(call.params, 'types')
  if (type !== null && types.length > 0) refuse(400, 'You may pass either type or types, but not both.')
  const delivered = boolAt(call.params, 'delivery_success')
  return listPage(call.context.store.events.values(), call.params, call.path, (event) => {
    if (delivered !== null && delivered !== (event.pending_webhooks === 0)) return false
    if (types.length > 0) return types.includes(event.type)
    if (type === null) return true
    return type.endsWith('*') ? event.type.startsWith(type.slice(0, -1)) : event.type === type
  })
}

function findEvent(call: ApiCall): object {
  const id = firstId(call)
  return call.context.store.events.get(id) ?? refuseMissing('event', id)
}

export const portalAndEventRoutes: readonly ApiRoute[] = [
  { method: 'POST', path: '/v1/billing_portal/sessions', handle: createPortal },
  { method: 'GET', path: '/v1/events', handle: listEvents },
  { method: 'GET', path: '/v1/events/:id', handle: findEvent },
]
