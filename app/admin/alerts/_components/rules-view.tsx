import type { SearchParams } from 'nuqs/server'
import { cursorHref } from '@/components/data-table/cursor-href'
import { listAlertRules } from '@/lib/alerts'
import { loadAlertFilters } from '../search-params'
import type { RuleChoices } from './load-choices'
import { RulesTable } from './rules-table'

/** What is watched, and how each rule stands. */
export async function RulesView({ parameters, choices }: { parameters: SearchParams; choices: RuleChoices }) {
  const { cursor } = loadAlertFilters(parameters)
  const page = await listAlertRules({ cursor: cursor ?? undefined })
  const href = (to: string | null) => cursorHref('/admin/alerts', parameters, to)
  return (
    <RulesTable
      rules={page.data}
      choices={choices}
      pagination={{
        nextHref: page.nextCursor === null ? null : href(page.nextCursor),
        firstHref: cursor === null ? null : href(null),
      }}
    />
  )
}
