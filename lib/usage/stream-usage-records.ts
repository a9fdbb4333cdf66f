import { listUsageRecords } from './list-usage-records'
import type { UsageFilter, UsageRecord } from './types'

const pageSize = 500

/** Every record of a filter, newest first, page by page: memory stays flat however many there are. */
export async function* streamUsageRecords(filter: UsageFilter): AsyncGenerator<UsageRecord[]> {
  let cursor: string | null = null
  do {
    const page: { data: UsageRecord[]; nextCursor: string | null } = await listUsageRecords({
      ...{ ...filter, cursor, limit: pageSize },
    })
    yield page.data
    cursor = page.nextCursor
  } while (cursor !== null)
}
