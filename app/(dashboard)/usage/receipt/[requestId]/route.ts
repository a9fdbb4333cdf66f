import { currentUser } from '@/lib/auth'
import { AppError } from '@/lib/errors'
import { getReceipt } from '@/lib/usage'

export const dynamic = 'force-dynamic'

/** One of the person's own receipts, signed, as a file; another's is the same "not found" as none. */
export async function GET(_request: Request, { params }: { params: Promise<{ requestId: string }> }) {
  const user = await currentUser()
  if (!user) return new Response('Sign in first.\n', { status: 401 })
  const { requestId } = await params
  try {
    const { receipt } = await getReceipt(requestId, user.id)
    const disposition = `attachment; filename="turnpike-receipt-${receipt.requestId}.json"`
    const headers = { 'content-type': 'application/json', 'content-disposition': disposition }
    return new Response(`${JSON.stringify(receipt, null, 2)}\n`, { headers })
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return new Response('Not found.\n', { status: 404 })
    throw error
  }
}
