'use client'

import { useFormatter, useTranslations } from 'next-intl'
import { formatCount } from '@/components/pieces/format-count'
import { Badge } from '@/components/ui/badge'
import type { KeyRow } from './key-row'

/** The limits that are set, in short words; the cap stands with the spend. */
export function KeyLimits({ row }: { row: KeyRow }) {
  const t = useTranslations('keys')
  const format = useFormatter()
  const limits = [
    row.concurrencyLimit !== null && t('limit.concurrency', { count: row.concurrencyLimit }),
    row.requestsPerMinute !== null && t('limit.requests', { count: formatCount(row.requestsPerMinute) }),
    row.tokensPerMinute !== null && t('limit.tokens', { count: formatCount(row.tokensPerMinute) }),
    row.allowedModels.length > 0 && t('limit.models', { count: row.allowedModels.length }),
    row.ipAllow.length + row.ipDeny.length > 0 &&
      t('limit.addresses', { count: row.ipAllow.length + row.ipDeny.length }),
    row.expiresAt !== null &&
      row.status !== 'expired' &&
      t('limit.expires', { date: format.dateTime(new Date(row.expiresAt), { month: 'short', day: 'numeric' }) }),
    !row.fallbackToBalance && t('limit.noFallback'),
  ].filter((limit) => limit !== false)
  if (limits.length === 0) return <span className="text-ink-soft">{t('noLimits')}</span>
  return (
    <span className="flex max-w-60 flex-wrap gap-1">
      {limits.map((limit) => (
        <Badge key={limit}>{limit}</Badge>
      ))}
    </span>
  )
}
