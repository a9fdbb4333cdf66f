import type { SearchParams } from 'nuqs/server'
import { cursorHref } from '@/components/data-table/cursor-href'
import { listAlertRules, listAlertSilences } from '@/lib/alerts'
import { lookUpNames } from '@/lib/operations'
import { loadAlertFilters } from '../search-params'
import { SilencesTable } from './silences-table'

const maxRules = 500

/** What is quiet, or was. */
export async function SilencesView({ parameters }: { parameters: SearchParams }) {
  const { cursor } = loadAlertFilters(parameters)
  const [page, rules] = await Promise.all([
    listAlertSilences({ cursor: cursor ?? undefined }),
    listAlertRules({ limit: maxRules }),
  ])
  const people = await lookUpNames({ userIds: page.data.map((silence) => silence.createdBy) })
  const names = { ...people, ...Object.fromEntries(rules.data.map(({ id, name }) => [id, name])) }
  const href = (to: string | null) => cursorHref('/admin/alerts', parameters, to)
  return (
    <SilencesTable
      silences={page.data}
      names={names}
      pagination={{
        nextHref: page.nextCursor === null ? null : href(page.nextCursor),
        firstHref: cursor === null ? null : href(null),
      }}
    />
  )
}
