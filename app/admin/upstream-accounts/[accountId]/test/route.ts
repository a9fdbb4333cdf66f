import { adminContext, requireAdmin } from '@/lib/auth'
import { eventStream } from '@/lib/http'
import { testUpstreamAccount } from '@/lib/upstream-accounts'

type Context = { params: Promise<{ accountId: string }> }

/** Tests an account and tells each step as it ends. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const ctx = await adminContext(await requireAdmin('admin'))
  const { accountId } = await params
  const model = new URL(request.url).searchParams.get('model') ?? undefined
  return eventStream(request.signal, (send, close) => {
    testUpstreamAccount(ctx, accountId, model ? { model } : {}, (step) => send('step', step))
      .then((result) => send('result', result))
      .catch(() => send('failed', {}))
      .finally(close)
    return () => {}
  })
}
