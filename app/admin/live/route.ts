import { requireAdmin } from '@/lib/auth'
import { eventStream } from '@/lib/http'
import { watchLive } from '@/lib/operations'

/** The installation's live numbers, about one event a second. */
export async function GET(request: Request): Promise<Response> {
  await requireAdmin()
  return eventStream(request.signal, (send) => watchLive((snapshot) => send('snapshot', snapshot)))
}
