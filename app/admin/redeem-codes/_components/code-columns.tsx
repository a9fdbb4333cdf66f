'use client'

import type { ColumnDef } from '@tanstack/react-table'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { type Health, HealthDot } from '@/components/pieces/health-dot'
import { Money } from '@/components/pieces/money'
import { RelativeTime } from '@/components/pieces/relative-time'
import type { RedeemCodeView } from '@/lib/redeem-codes'
import { CodeMenu } from './code-menu'
import type { PlanChoice } from './codes-form'

const healths: Record<RedeemCodeView['state'], Health> = { open: 'ok', used: 'off', expired: 'off', disabled: 'broken' }

export function useCodeColumns(plans: readonly PlanChoice[]): ColumnDef<RedeemCodeView>[] {
  const t = useTranslations('operator.codes')
  return useMemo(() => {
    const names = new Map(plans.map((plan) => [plan.id, plan.name]))
    return [
      {
        id: 'code',
        header: t('columns.code'),
        enableHiding: false,
        cell: ({ row }) => <span className="whitespace-nowrap font-mono text-xs">{row.original.code}</span>,
      },
      {
        id: 'state',
        header: t('columns.state'),
        cell: ({ row: { original } }) => (
          <HealthDot status={healths[original.state]} label={t(`states.${original.state}`)} />
        ),
      },
      {
        id: 'gives',
        header: t('columns.gives'),
        cell: ({ row }) => <Gives code={row.original} planNames={names} />,
      },
      {
        id: 'used',
        header: t('columns.used'),
        meta: { numeric: true },
        cell: ({ row: { original } }) => `${original.redeemed} / ${original.maxRedemptions}`,
      },
      { id: 'batch', header: t('columns.batch'), cell: ({ row }) => row.original.batch || '—' },
      {
        id: 'expires',
        header: t('columns.expires'),
        cell: ({ row: { original } }) =>
          original.expiresAt === null ? t('never') : <RelativeTime at={original.expiresAt} />,
      },
      { id: 'created', header: t('columns.created'), cell: ({ row }) => <RelativeTime at={row.original.createdAt} /> },
      {
        id: 'menu',
        header: () => <span className="sr-only">{t('columns.menu')}</span>,
        enableHiding: false,
        cell: ({ row }) => <CodeMenu code={row.original} />,
      },
    ]
  }, [t, plans])
}

function Gives({ code, planNames }: { code: RedeemCodeView; planNames: ReadonlyMap<string, string> }) {
  const t = useTranslations('operator.codes')
  if (code.kind === 'plan_days') {
    const plan = planNames.get(code.planId ?? '') ?? code.planId ?? ''
    return t('givesPlan', { plan, days: code.planDays ?? 0 })
  }
  return (
    <span className="whitespace-nowrap">
      <Money nanoUsd={code.amountNanoUsd ?? '0'} />
      {code.creditDays !== null && (
        <span className="text-ink-soft text-xs"> {t('creditFor', { days: code.creditDays })}</span>
      )}
    </span>
  )
}
