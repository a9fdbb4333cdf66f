import { useTranslations } from 'next-intl'
import { Money } from '@/components/pieces/money'
import { RelativeTime } from '@/components/pieces/relative-time'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { ModelPriceView } from '@/lib/management-api'
import { MonoId } from '../../../_components/mono-id'

const rates = [
  'inputNanoUsdPerMillion',
  'cachedInputNanoUsdPerMillion',
  'cacheWriteNanoUsdPerMillion',
  'cacheWrite1hNanoUsdPerMillion',
  'outputNanoUsdPerMillion',
] as const

/** Every version of a model's price, the one in force on top. */
export function VersionTable({ versions }: { versions: readonly ModelPriceView[] }) {
  const t = useTranslations('admin.models')
  return (
    <Card className="overflow-hidden">
      <Table label={t('history.title')}>
        <TableHeader>
          <TableRow className="hover:bg-transparent">
            <TableHead>{t('history.from')}</TableHead>
            {rates.map((rate) => (
              <TableHead key={rate} numeric>
                {t(`form.rates.${rate}`)}
              </TableHead>
            ))}
            <TableHead>{t('columns.source')}</TableHead>
            <TableHead>{t('history.version')}</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {versions.map((version, index) => (
            <TableRow key={version.id}>
              <TableCell>
                <span className="flex items-center gap-2">
                  <RelativeTime at={version.effectiveFrom} />
                  {index === 0 && (
                    <Badge tone={version.callable ? 'active' : 'red'}>
                      {t(version.callable ? 'history.inForce' : 'endedBadge')}
                    </Badge>
                  )}
                </span>
              </TableCell>
              {rates.map((rate) => {
                const amount = version[rate]
                return (
                  <TableCell key={rate} numeric>
                    {amount === null ? <span className="text-ink-soft">—</span> : <Money nanoUsd={amount} />}
                  </TableCell>
                )
              })}
              <TableCell>
                <Badge>{version.source}</Badge>
              </TableCell>
              <TableCell>
                <MonoId id={version.id} short />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  )
}
