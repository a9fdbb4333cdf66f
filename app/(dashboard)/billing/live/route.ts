import { requireUser } from '@/lib/auth'
import { watchBilling } from '@/lib/billing'
import { eventStream } from '@/lib/http'

/** Says when the signed-in customer's money or plan changed. */
export async function GET(request: Request): Promise<Response> {
  const user = await requireUser('/billing')
  return eventStream(request.signal, (send) => watchBilling(user.id, () => send('changed', {})))
}
