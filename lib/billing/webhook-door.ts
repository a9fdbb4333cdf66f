import { errorResponse } from '../http/error-response'
import { readTextBody } from '../http/read-json-body'
import { createId } from '../ids'
import { receiveWebhook } from './receive-webhook'

/** Answers one webhook call of Stripe: 200 once its event is stored and converged, 400 for a bad signature, else Stripe sends it again. */
export async function webhookDoor(request: Request): Promise<Response> {
  const requestId = createId('request')
  try {
    const answer = await receiveWebhook(await readTextBody(request), request.headers.get('stripe-signature'))
    return Response.json(answer, { headers: { 'x-request-id': requestId, 'cache-control': 'no-store' } })
  } catch (error) {
    return errorResponse(error, requestId)
  }
}
