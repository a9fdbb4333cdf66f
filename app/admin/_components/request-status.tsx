import { useTranslations } from 'next-intl'
import { Badge, type BadgeProps } from '@/components/ui/badge'
import type { UsageRecordJson } from '@/lib/usage'

const tones: Record<UsageRecordJson['status'], NonNullable<BadgeProps['tone']>> = {
  completed: 'neutral',
  incomplete: 'amber',
  failed: 'red',
  cancelled: 'outline',
  truncated: 'red',
  interrupted: 'red',
  voided: 'outline',
}

/** How a request ended, with the code of its error. */
export function RequestStatus({ status, errorCode }: Pick<UsageRecordJson, 'status' | 'errorCode'>) {
  const t = useTranslations('admin.requests.statuses')
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-0.5">
      <Badge tone={tones[status]}>{t(status)}</Badge>
      {errorCode && <span className="font-mono text-ink-soft text-xs">{errorCode}</span>}
    </span>
  )
}
