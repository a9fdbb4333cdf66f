import { readUsagePage } from './list-usage-records'
import type { UsageFilter, UsageRecord } from './types'

/** Planning over all months costs as much as reading 500 rows: larger pages go faster, and are still small. */
const pageSize = 2_000

/** Every record of a filter, newest first, page by page: memory stays flat however many there are. */
export async function* streamUsageRecords(filter: UsageFilter): AsyncGenerator<UsageRecord[]> {
  let cursor: string | null = null
  do {
    const page: { data: UsageRecord[]; nextCursor: string | null } = await readUsagePage(
      { ...filter, cursor },
      pageSize,
    )
    yield page.data
    cursor = page.nextCursor
  } while (cursor !== null)
}
