import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import { Money } from '@/components/pieces/money'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { Card, CardContent } from '@/components/ui/card'
import type { MarginView } from '@/lib/margin'
import { isCostUnknown, shareText } from './share-text'

/** What came in, what went out, what is left. */
export async function MarginStats({ total }: { total: MarginView['total'] }) {
  const t = await getTranslations('operator.margin')
  const isUnknown = isCostUnknown(total)
  const known = (nanoUsd: string) => (isUnknown ? '—' : <Money nanoUsd={nanoUsd} />)
  const stats = [
    { label: t('columns.chargedNanoUsd'), value: <Money nanoUsd={total.chargedNanoUsd} />, note: t('chargedNote') },
    { label: t('columns.costNanoUsd'), value: known(total.costNanoUsd), note: t('costNote') },
    {
      label: t('columns.marginNanoUsd'),
      value: known(total.marginNanoUsd),
      note: isUnknown ? '—' : shareText(total.marginNanoUsd, total.chargedNanoUsd),
    },
  ]
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-3">
        {stats.map((stat) => (
          <Card key={stat.label}>
            <CardContent className="flex flex-col gap-1">
              <p className="text-ink-soft text-sm">{stat.label}</p>
              <p className="font-mono font-semibold text-2xl tabular-nums">{stat.value}</p>
              <p className="text-ink-soft text-xs">{stat.note}</p>
            </CardContent>
          </Card>
        ))}
      </div>
      {total.requestsWithoutCost > 0 && (
        <Callout tone="amber" title={t('unknownTitle', { count: total.requestsWithoutCost })}>
          {t('unknownBody')}{' '}
          <Button asChild variant="link">
            <Link href="/admin/upstream-accounts">{t('unknownLink')}</Link>
          </Button>
        </Callout>
      )}
    </>
  )
}
