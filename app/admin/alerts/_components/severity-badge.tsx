'use client'

import { useTranslations } from 'next-intl'
import { Badge } from '@/components/ui/badge'
import type { AlertSeverity } from '@/lib/alerts'

const tones = { info: 'neutral', warning: 'amber', critical: 'red' } as const

export function SeverityBadge({ severity }: { severity: AlertSeverity }) {
  const t = useTranslations('alerts.severities')
  return <Badge tone={tones[severity]}>{t(severity)}</Badge>
}
