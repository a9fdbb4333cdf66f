import type { SearchParams } from 'nuqs/server'

/** What a list's page is given: its filters stand in the URL. */
export type ListPageProps = { searchParams: Promise<SearchParams> }
