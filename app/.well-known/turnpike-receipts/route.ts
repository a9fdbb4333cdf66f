import { receiptPublicKeys } from '@/lib/pricing'

export const dynamic = 'force-dynamic'

/** The keys that receipts are signed with, for anyone who wants to check one, from any page. */
export function GET(): Response {
  return Response.json(
    { keys: receiptPublicKeys() },
    { headers: { 'access-control-allow-origin': '*', 'cache-control': 'public, max-age=300' } },
  )
}
