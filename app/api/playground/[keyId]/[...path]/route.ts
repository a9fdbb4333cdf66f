import { currentUser } from '@/lib/auth'
import { consumeLimit } from '@/lib/auth/rate-limits'
import { AppError } from '@/lib/errors'
import { playgroundDoor } from '@/lib/gateway'
import { errorResponse } from '@/lib/http/error-response'
import { isSameOrigin } from '@/lib/http/same-origin'
import { createId } from '@/lib/ids'

export const dynamic = 'force-dynamic'

type Context = { params: Promise<{ keyId: string; path: string[] }> }

export async function POST(request: Request, { params }: Context): Promise<Response> {
  try {
    if (!isSameOrigin(request)) throw new AppError('permission_denied', 'This call came from another site.')
    const [user, { keyId, path }] = [await currentUser(), await params]
    if (!user) throw new AppError('unauthenticated', 'Your session has ended. Sign in again.')
    if (user.viewedBy !== null) throw new AppError('permission_denied', 'You are only looking; no call can be made.')
    await consumeLimit('playground', user.id)
    return await playgroundDoor(request, { userId: user.id, keyId }, path)
  } catch (thrown) {
    return errorResponse(thrown, createId('request'))
  }
}
