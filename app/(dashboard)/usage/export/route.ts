import type { NextRequest } from 'next/server'
import { currentUser } from '@/lib/auth'
import { csvDownload } from '@/lib/http'
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
  return csvDownload(`turnpike-usage-${new Date().toISOString().slice(0, 10)}.csv`, rows)
}
