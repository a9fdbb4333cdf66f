import type { NextRequest } from 'next/server'
import { streamAuditCsv } from '@/lib/audit'
import { requireAdmin } from '@/lib/auth'
import { csvDownload } from '@/lib/http'
import { loadAuditFilters } from '../search-params'

export const dynamic = 'force-dynamic'

/** The list's rows under its filters as CSV, as many as there are. */
export async function GET(request: NextRequest): Promise<Response> {
  await requireAdmin()
  const { search, subject } = loadAuditFilters(request.nextUrl.searchParams)
  const rows = streamAuditCsv({ search: search.trim() || undefined, subjectKind: subject ?? undefined })
  return csvDownload(`turnpike-audit-${new Date().toISOString().slice(0, 10)}.csv`, rows)
}
