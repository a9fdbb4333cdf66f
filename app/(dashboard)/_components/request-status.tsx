import { useTranslations } from 'next-intl'
import { Badge } from '@/components/ui/badge'
import type { UsageRecord } from '@/lib/usage'

type Status = UsageRecord['status']

const tones: Record<Status, 'neutral' | 'active' | 'amber' | 'red' | 'outline'> = {
  completed: 'active',
  incomplete: 'neutral',
  cancelled: 'neutral',
  truncated: 'amber',
  interrupted: 'amber',
  failed: 'red',
  voided: 'outline',
}

/** How a request ended, in one word. */
export function RequestStatus({ status }: { status: Status }) {
  const t = useTranslations('usage.status')
  return <Badge tone={tones[status]}>{t(status)}</Badge>
}
