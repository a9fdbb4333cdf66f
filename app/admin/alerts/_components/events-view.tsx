import type { SearchParams } from 'nuqs/server'
import { cursorHref } from '@/components/data-table/cursor-href'
import { getAlertEvent, getAlertRule, listAlertEvents } from '@/lib/alerts'
import { orNotFound } from '../../_components/or-not-found'
import { loadAlertFilters, loadAlertView } from '../search-params'
import { EventsTable } from './events-table'

/** The timeline of events, newest first, with the one that the address names opened. */
export async function EventsView({ parameters }: { parameters: SearchParams }) {
  const { state, severity, rule, cursor } = loadAlertFilters(parameters)
  const { event } = loadAlertView(parameters)
  const filter = { state: state ?? undefined, severity: severity ?? undefined, ruleId: rule ?? undefined }
  const [page, ofRule, opened] = await Promise.all([
    listAlertEvents({ ...filter, cursor: cursor ?? undefined }),
    rule === null ? null : orNotFound(getAlertRule(rule)),
    event === null ? null : orNotFound(getAlertEvent(event)),
  ])
  const href = (to: string | null) => cursorHref('/admin/alerts', parameters, to)
  return (
    <EventsTable
      events={page.data}
      opened={opened}
      ruleName={ofRule?.name ?? null}
      pagination={{
        nextHref: page.nextCursor === null ? null : href(page.nextCursor),
        firstHref: cursor === null ? null : href(null),
      }}
    />
  )
}
