import { useTranslations } from 'next-intl'
import { Money } from '@/components/pieces/money'
import { Badge } from '@/components/ui/badge'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { ImportPricesView } from '@/lib/management-api'

type Change = ImportPricesView['changes'][number]
type Rate = 'inputNanoUsdPerMillion' | 'outputNanoUsdPerMillion'

const shownRows = 200
const tones = { added: 'active', changed: 'strong', kept_own: 'neutral' } as const

/** What an import would do, before it does it. */
export function ImportDifference({ view }: { view: ImportPricesView }) {
  const t = useTranslations('admin.models.import')
  const { added, changed, unchanged, keptOwn, skipped, changes } = view
  return (
    <section aria-label={t('difference')} className="flex min-w-0 flex-col gap-3" data-difference={view.hash}>
      <p className="text-sm">{t('counts', { added, changed, unchanged, keptOwn, skipped: skipped.length })}</p>
      {changes.length > 0 && (
        <div className="max-h-72 overflow-y-auto rounded-lg border border-line">
          <Table label={t('difference')}>
            <TableHeader>
              <TableRow>
                <TableHead>{t('model')}</TableHead>
                <TableHead>{t('what')}</TableHead>
                <TableHead numeric>{t('input')}</TableHead>
                <TableHead numeric>{t('output')}</TableHead>
              </TableRow>
            </TableHeader>
            <TableBody>
              {changes.slice(0, shownRows).map((change) => (
                <TableRow key={change.model}>
                  <TableCell className="font-mono text-xs">{change.model}</TableCell>
                  <TableCell>
                    <Badge tone={tones[change.kind]}>{t(`kinds.${change.kind}`)}</Badge>
                  </TableCell>
                  <TableCell numeric>
                    <Step change={change} rate="inputNanoUsdPerMillion" />
                  </TableCell>
                  <TableCell numeric>
                    <Step change={change} rate="outputNanoUsdPerMillion" />
                  </TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        </div>
      )}
      {changes.length > shownRows && (
        <p className="text-ink-soft text-xs">{t('more', { count: changes.length - shownRows })}</p>
      )}
      {skipped.length > 0 && (
        <details className="text-sm">
          <summary className="focus-ring cursor-pointer">{t('skipped', { count: skipped.length })}</summary>
          <ul className="mt-2 flex max-h-48 flex-col gap-1 overflow-y-auto text-xs">
            {skipped.slice(0, shownRows).map((each) => (
              <li key={each.model}>
                <code className="font-mono">{each.model}</code>: {each.reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}

/** Old and new, or the one that is. */
function Step({ change, rate }: { change: Change; rate: Rate }) {
  const before = change.before?.[rate]
  const after = change.after[rate]
  if (before === undefined || before === after) return <Money nanoUsd={after} />
  return (
    <span className="inline-flex items-baseline gap-1.5">
      <span className="text-ink-soft line-through">
        <Money nanoUsd={before} />
      </span>
      <Money nanoUsd={after} />
    </span>
  )
}
