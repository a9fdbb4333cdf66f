import type { inferParserType } from 'nuqs/server'
import { isId } from '@/lib/ids'
import type { UsageFilter } from '@/lib/usage'
import { listUsers } from '@/lib/users'
import type { requestFilters } from '../search-params'

type Filters = inferParserType<typeof requestFilters>

/** Nothing has an id like this: a mail address that nobody has finds no request. */
const nobody = '-'

/** What the one search box means: an id of anything, a mail address, or else a model. */
async function searchFilter(search: string): Promise<UsageFilter> {
  if (search === '') return {}
  if (isId('user', search)) return { userId: search }
  if (isId('apiKey', search)) return { keyId: search }
  if (isId('account', search)) return { accountId: search }
  if (isId('pool', search)) return { poolId: search }
  if (!search.includes('@')) return { model: search }
  const found = await listUsers({ email: search.toLowerCase(), limit: 1 })
  return { userId: found.data[0]?.id ?? nobody }
}

/** The URL's search and filters as the records are asked for. */
export async function readFilter(filters: Filters): Promise<UsageFilter> {
  const { user, key, account, model, status, error } = filters
  return {
    ...(await searchFilter(filters.search.trim())),
    ...(user === null ? {} : { userId: user }),
    ...(key === null ? {} : { keyId: key }),
    ...(account === null ? {} : { accountId: account }),
    ...(model === null ? {} : { model }),
    ...(status === null ? {} : { status }),
    ...(error === null ? {} : { errorCode: error }),
  }
}
