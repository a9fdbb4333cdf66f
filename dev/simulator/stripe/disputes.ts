import type { Stripe } from 'stripe'
import { refuse } from './errors'
import { emit, type StripeContext } from './events'
import { stripeId } from './ids'
import { idOf } from './payments'

const answerDays = 7
const daySeconds = 86_400

const noEvidence: Stripe.Dispute.Evidence = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
}

/** The bank takes the charge's money back until the dispute is closed. */
export function openDispute(context: StripeContext, charge: Stripe.Charge, reason: string): Stripe.Dispute {
  if (charge.disputed) refuse(400, `Charge ${charge.id} is already disputed.`)
  if (charge.status !== 'succeeded') refuse(400, 'Only a charge that succeeded can be disputed.')
  const now = context.store.now()
  const dispute: Stripe.Dispute = {
    id: stripeId('du'),
    object: 'dispute',
    amount: charge.amount - charge.amount_refunded,
    balance_transactions: [],
    charge: charge.id,
    created: now,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: noEvidence,
    evidence_details: {
      due_by: now + answerDays * daySeconds,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    network_reason_code: '10.4',
    payment_intent: idOf(charge.payment_intent),
    reason,
    status: 'needs_response',
  }
  context.store.disputes.set(dispute.id, dispute)
  charge.disputed = true
  emit(context, 'charge.dispute.created', dispute)
  emit(context, 'charge.dispute.funds_withdrawn', dispute)
  return dispute
}

export function closeDispute(context: StripeContext, dispute: Stripe.Dispute, status: 'won' | 'lost'): Stripe.Dispute {
  if (dispute.status === 'won' || dispute.status === 'lost') refuse(400, `This dispute is already ${dispute.status}.`)
  const before = dispute.status
  dispute.status = status
  emit(context, 'charge.dispute.updated', dispute, { status: before })
  emit(context, 'charge.dispute.closed', dispute)
  if (status === 'won') emit(context, 'charge.dispute.funds_reinstated', dispute)
  return dispute
}
