import type { Stripe } from 'stripe'
import { closeDispute } from '../disputes'
import { refuseMissing } from '../errors'
import { emit } from '../events'
import { listPage } from '../lists'
import { metadataAfter, textAt } from '../params'
import { type ApiCall, type ApiRoute, firstId } from './handler'

function find(call: ApiCall): Stripe.Dispute {
  const id = firstId(call)
  return call.context.store.disputes.get(id) ?? refuseMissing('dispute', id)
}

function update(call: ApiCall): object {
  const dispute = find(call)
  dispute.metadata = metadataAfter(dispute.metadata, call.params)
  emit(call.context, 'charge.dispute.updated', dispute)
  return dispute
}

function list(call: ApiCall): object {
  const charge = textAt(call.params, 'charge')
  const intent = textAt(call.params, 'payment_intent')
  return listPage(
    call.context.store.disputes.values(),
    call.params,
    call.path,
    (dispute) =>
      (charge === null || dispute.charge === charge) && (intent === null || dispute.payment_intent === intent),
  )
}

export const disputeRoutes: readonly ApiRoute[] = [
  { method: 'GET', path: '/v1/disputes', handle: list },
  { method: 'GET', path: '/v1/disputes/:id', handle: find },
  { method: 'POST', path: '/v1/disputes/:id', handle: update },
  { method: 'POST', path: '/v1/disputes/:id/close', handle: (call) => closeDispute(call.context, find(call), 'lost') },
]
