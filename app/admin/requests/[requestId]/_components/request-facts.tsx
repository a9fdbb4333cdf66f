import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { EndReason } from '@/app/_receipts/end-reason'
import { formatDuration } from '@/components/pieces/format-duration'
import { Money } from '@/components/pieces/money'
import { RelativeTime } from '@/components/pieces/relative-time'
import { Card, CardContent } from '@/components/ui/card'
import type { UsageRecord } from '@/lib/usage'
import { Facts } from '../../../_components/facts'
import { MonoId } from '../../../_components/mono-id'

type RequestFactsProps = { record: UsageRecord; names: Readonly<Record<string, string>> }

const linkClasses = 'focus-ring rounded-sm underline decoration-edge underline-offset-4 hover:decoration-ink'
const count = (value: number) => value.toLocaleString('en-US')

/** Who asked for what, what it used and how it was paid. */
export function RequestFacts({ record, names }: RequestFactsProps) {
  const t = useTranslations('admin.request.facts')
  const tSource = useTranslations('usage.source')
  const facts = [
    { label: t('user'), value: <Named id={record.userId} href={`/admin/users/${record.userId}`} names={names} /> },
    { label: t('key'), value: <Named id={record.keyId} href={`/admin/requests?key=${record.keyId}`} names={names} /> },
    { label: t('pool'), value: <Named id={record.poolId} href="/admin/account-pools" names={names} /> },
    { label: t('endpoint'), value: `${record.protocol} ${record.endpoint}` },
    { label: t('asked'), value: record.requestedModel },
    { label: t('used'), value: record.upstreamModel ?? '—' },
    { label: t('stream'), value: t(record.stream ? 'yes' : 'no') },
    { label: t('playground'), value: t(record.playground ? 'yes' : 'no') },
    { label: t('ended'), value: record.endReason === null ? '—' : <Ended reason={record.endReason} /> },
    { label: t('usageSource'), value: tSource(record.usageSource) },
    { label: t('input'), value: count(record.inputTokens) },
    { label: t('cached'), value: count(record.cachedInputTokens) },
    { label: t('cacheWrites'), value: count(record.cacheWrite5mTokens + record.cacheWrite1hTokens) },
    {
      label: t('output'),
      value: t('outputOf', { all: count(record.outputTokens), reasoning: count(record.reasoningTokens) }),
    },
    { label: t('queue'), value: formatDuration(record.queueMs) },
    { label: t('firstToken'), value: record.firstTokenMs === null ? '—' : formatDuration(record.firstTokenMs) },
    { label: t('hold'), value: <Money nanoUsd={record.holdNanoUsd} /> },
    { label: t('loss'), value: <Money nanoUsd={record.lossNanoUsd} /> },
    { label: t('price'), value: record.priceVersionId === null ? '—' : <PriceLink record={record} /> },
    { label: t('settled'), value: <RelativeTime at={record.settledAt} /> },
  ]
  return (
    <Card>
      <CardContent>
        <Facts facts={facts} />
      </CardContent>
    </Card>
  )
}

function Ended({ reason }: { reason: string }) {
  return (
    <>
      <EndReason reason={reason} /> <span className="font-mono text-ink-soft text-xs">{reason}</span>
    </>
  )
}

function Named({ id, href, names }: { id: string; href: string; names: Readonly<Record<string, string>> }) {
  return (
    <Link href={href} title={id} className={linkClasses}>
      {names[id] ?? id}
    </Link>
  )
}

function PriceLink({ record }: { record: UsageRecord }) {
  const model = record.upstreamModel ?? record.requestedModel
  return <MonoId id={record.priceVersionId ?? ''} href={`/admin/models/${encodeURIComponent(model)}`} short />
}
