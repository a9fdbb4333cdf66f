import { useTranslations } from 'next-intl'
import { RelativeTime } from '@/components/pieces/relative-time'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { CostPriceView } from '@/lib/margin'
import { costRates } from './cost-rates'
import { CostCell } from './cost-table'

type CostVersionsProps = { versions: readonly CostPriceView[]; names: Readonly<Record<string, string>> }

/** Every version of the account's cost prices, the latest day on top. */
export function CostVersions({ versions, names }: CostVersionsProps) {
  const t = useTranslations('operator.costs')
  return (
    <Card className="overflow-hidden">
      <Table label={t('history')}>
        <TableHeader>
          <TableRow className="hover:bg-transparent">
            <TableHead>{t('from')}</TableHead>
            <TableHead>{t('model')}</TableHead>
            {costRates.map((rate) => (
              <TableHead key={rate} numeric>
                {t(`rates.${rate}`)}
              </TableHead>
            ))}
            <TableHead>{t('by')}</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {versions.map((version) => (
            <TableRow key={`${version.model} ${version.version}`}>
              <TableCell className="tabular-nums">{version.effectiveFrom ?? t('always')}</TableCell>
              <TableCell>
                <span className="flex items-center gap-2 font-mono text-xs">
                  {version.model}
                  {version.removed && <Badge tone="red">{t('endedBadge')}</Badge>}
                </span>
              </TableCell>
              {costRates.map((rate) => (
                <CostCell key={rate} nanoUsd={version.removed ? null : version[rate]} />
              ))}
              <TableCell>
                <span className="flex flex-col text-xs">
                  <span className="max-w-48 truncate">
                    {names[version.createdBy ?? ''] ?? version.createdBy ?? '—'}
                  </span>
                  <RelativeTime at={version.updatedAt} className="text-ink-soft" />
                </span>
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  )
}
