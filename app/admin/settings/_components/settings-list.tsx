'use client'

import { useTranslations } from 'next-intl'
import { SearchBox } from '@/components/data-table/search-box'
import { Section } from '@/components/layout/section'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Empty } from '@/components/ui/empty'
import { useMay } from '../../_components/staff'
import { useFilters } from '../../_components/use-filters'
import { settingFilters } from '../search-params'
import { SettingEditor } from './setting-editor'
import type { SettingRow } from './setting-rows'

// What an operator sets first stands first; the numbers of the machinery come after it.
const firstGroups: readonly SettingRow['group'][] = ['accounts', 'branding', 'money', 'limits']
const rank = (group: SettingRow['group']) =>
  firstGroups.includes(group) ? firstGroups.indexOf(group) : firstGroups.length

/** All settings by group, each edited where it stands. */
export function SettingsList({ rows }: { rows: readonly SettingRow[] }) {
  const t = useTranslations('admin.settings')
  const ui = useTranslations('ui')
  const may = useMay('admin')
  const { values, set, clear } = useFilters(settingFilters)
  const wanted = values.search.trim().toLowerCase()
  const found = rows.filter(({ name, description }) => `${name} ${description}`.toLowerCase().includes(wanted))
  const groups = [...new Set(found.map((row) => row.group))].sort((a, b) => rank(a) - rank(b))
  return (
    <>
      <SearchBox label={t('search')} value={values.search} onChange={(search) => set({ search })} className="sm:w-80" />
      {groups.length === 0 && (
        <Card>
          <Empty
            variant="no-match"
            title={ui('noMatch')}
            description={t('noMatch')}
            action={<Button onClick={clear}>{ui('clearSearch')}</Button>}
          />
        </Card>
      )}
      {groups.length > 1 && (
        <nav aria-label={t('jump')} className="-mt-4 flex flex-wrap gap-x-4 gap-y-1 text-sm">
          {groups.map((group) => (
            <a
              key={group}
              href={`#${group}`}
              className="focus-ring rounded-sm text-ink-soft underline underline-offset-4 hover:text-ink"
            >
              {t(`groups.${group}`)}
            </a>
          ))}
        </nav>
      )}
      {groups.map((group) => (
        <Section key={group} id={group} className="scroll-mt-20" title={t(`groups.${group}`)}>
          <Card>
            <fieldset disabled={!may} className="min-w-0">
              <legend className="sr-only">{t(`groups.${group}`)}</legend>
              <ul className="divide-y divide-line">
                {found
                  .filter((row) => row.group === group)
                  .map((row) => (
                    <SettingEditor key={`${row.name}:${row.value}`} row={row} />
                  ))}
              </ul>
            </fieldset>
          </Card>
        </Section>
      ))}
    </>
  )
}
