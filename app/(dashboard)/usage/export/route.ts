import type { NextRequest } from 'next/server'
import { currentUser } from '@/lib/auth'
import { streamUsageCsv } from '@/lib/usage'
import { usageFilter } from '../_components/usage-filter'
import { loadUsageParams } from '../search-params'

export const dynamic = 'force-dynamic'

/** The list's rows under its filters as CSV, as many as there are: read and sent a page at a time. */
export async function GET(request: NextRequest): Promise<Response> {
  const user = await currentUser()
  if (!user) return new Response('Sign in first.\n', { status: 401 })
  const params = loadUsageParams(request.nextUrl.searchParams)
  const rows = streamUsageCsv(usageFilter(params, user.id, user.timezone))
  const name = `turnpike-usage-${new Date().toISOString().slice(0, 10)}.csv`
  return new Response(pulled(rows), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'private, no-store',
    },
  })
}

/** Reads on only as fast as the browser takes it, and stops reading when it leaves. */
function pulled(rows: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const next = await rows.next()
      if (next.done) controller.close()
      else controller.enqueue(encoder.encode(next.value))
    },
    async cancel() {
      await rows.return(undefined)
    },
  })
}
