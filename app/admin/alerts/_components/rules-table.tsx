'use client'

import type { ColumnDef } from '@tanstack/react-table'
import { BellIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { DataTable } from '@/components/data-table/data-table'
import { HealthDot } from '@/components/pieces/health-dot'
import { RelativeTime } from '@/components/pieces/relative-time'
import type { CursorPaginationProps } from '@/components/ui/cursor-pagination'
import { Empty } from '@/components/ui/empty'
import type { AlertRuleView } from '@/lib/alerts/schemas'
import type { RuleChoices } from './load-choices'
import { RuleDialog } from './rule-dialog'
import { RuleMenu } from './rule-menu'
import { SeverityBadge } from './severity-badge'
import { isMetric, unitOf, useAlertValue } from './use-alert-value'

type RulesTableProps = { rules: readonly AlertRuleView[]; choices: RuleChoices; pagination: CursorPaginationProps }

export function RulesTable({ rules, choices, pagination }: RulesTableProps) {
  const t = useTranslations('alerts')
  const [edited, setEdited] = useState<AlertRuleView | null>(null)
  return (
    <>
      <DataTable
        label={t('views.rules')}
        columns={useColumns(setEdited)}
        rows={rules}
        rowId={(rule) => rule.id}
        pagination={pagination}
        empty={<Empty icon={BellIcon} title={t('empty.rules')} description={t('empty.rulesHint')} />}
      />
      {edited && <RuleDialog key={edited.id} rule={edited} choices={choices} onClose={() => setEdited(null)} />}
    </>
  )
}

function useColumns(onEdit: (rule: AlertRuleView) => void): ColumnDef<AlertRuleView>[] {
  const t = useTranslations('alerts.columns')
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('rule'),
        enableHiding: false,
        cell: ({ row: { original } }) => <RuleName rule={original} />,
      },
      { id: 'state', header: t('state'), cell: ({ row }) => <RuleState rule={row.original} /> },
      {
        id: 'severity',
        header: t('severity'),
        cell: ({ row }) => <SeverityBadge severity={row.original.severity} />,
      },
      { id: 'told', header: t('told'), cell: ({ row }) => <Told rule={row.original} /> },
      {
        id: 'looked',
        header: t('looked'),
        cell: ({ row: { original } }) => original.evaluatedAt && <RelativeTime at={original.evaluatedAt} />,
      },
      {
        id: 'menu',
        header: () => <span className="sr-only">{t('menu')}</span>,
        enableHiding: false,
        cell: ({ row }) => <RuleMenu rule={row.original} onEdit={onEdit} />,
      },
    ],
    [t, onEdit],
  )
}

function RuleName({ rule }: { rule: AlertRuleView }) {
  const t = useTranslations('alerts')
  const valueText = useAlertValue()
  const unit = unitOf(rule.metric)
  const metric = isMetric(rule.metric) ? t(`metrics.${rule.metric}`) : rule.metric
  const condition =
    unit === 'flag' ? metric : t(`condition.${rule.operator}`, { metric, value: valueText(rule.threshold, unit) })
  return (
    <span className="flex min-w-52 flex-col py-1">
      <span className="font-medium">{rule.name}</span>
      <span className="text-ink-soft text-xs">
        {condition}
        {rule.forSeconds > 0 && `, ${t('forAtLeast', { duration: valueText(rule.forSeconds, 'seconds') })}`}
      </span>
    </span>
  )
}

function RuleState({ rule }: { rule: AlertRuleView }) {
  const t = useTranslations('alerts.states')
  if (!rule.enabled) return <HealthDot status="off" label={t('off')} />
  if (rule.openEvents > 0) return <HealthDot status="broken" label={t('firing', { count: rule.openEvents })} />
  if (rule.lastError !== null) return <HealthDot status="waiting" label={t('unknown')} reason={rule.lastError} />
  return <HealthDot status="ok" label={t('calm')} />
}

function Told({ rule }: { rule: AlertRuleView }) {
  const t = useTranslations('alerts.told')
  const ways = [
    rule.notifyMail && (rule.mailTo.length > 0 ? t('mailTo', { count: rule.mailTo.length }) : t('staff')),
    rule.webhookUrl !== null && t('webhook'),
    rule.isPublic && t('statusPage'),
  ].filter((way) => way !== false)
  return <span className="text-sm">{ways.length > 0 ? ways.join(', ') : t('nobody')}</span>
}
