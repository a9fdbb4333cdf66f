'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { RowMenu } from '@/components/data-table/row-menu'
import { TextLink } from '@/components/layout/text-link'
import { RelativeTime } from '@/components/pieces/relative-time'
import { Card } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { DropdownMenuItem } from '@/components/ui/dropdown-menu'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { SubscriptionView } from '@/lib/subscriptions'
import { useMay } from '../../../_components/staff'
import { SubscriptionStatus } from '../../../_components/subscription-status'
import { useRun } from '../../../_components/use-run'
import { endPlan, resumeUserPlan } from '../../plan-actions'

/** The plan a person has and those before it. */
export function SubscriptionsCard({ subscriptions }: { subscriptions: readonly SubscriptionView[] }) {
  const t = useTranslations('operator.subscriptions')
  if (subscriptions.length === 0) {
    return (
      <Card>
        <p className="px-4 py-8 text-center text-ink-soft text-sm">{t('none')}</p>
      </Card>
    )
  }
  return (
    <Card className="overflow-hidden">
      <Table label={t('title')}>
        <TableHeader>
          <TableRow className="hover:bg-transparent">
            <TableHead>{t('plan')}</TableHead>
            <TableHead>{t('status')}</TableHead>
            <TableHead>{t('since')}</TableHead>
            <TableHead>{t('until')}</TableHead>
            <TableHead>
              <span className="sr-only">{t('menu')}</span>
            </TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {subscriptions.map((each) => (
            <TableRow key={each.id}>
              <TableCell>
                <TextLink href={`/admin/plans/${each.planId}`}>{each.planName}</TextLink>
                {each.stripeSubscriptionId !== null && (
                  <span className="block text-ink-soft text-xs">{t('stripeHint')}</span>
                )}
              </TableCell>
              <TableCell>
                <SubscriptionStatus subscription={each} />
              </TableCell>
              <TableCell>
                <RelativeTime at={each.startedAt} />
              </TableCell>
              <TableCell>
                <RelativeTime at={each.periodEnd} />
              </TableCell>
              <TableCell className="w-12">
                <SubscriptionMenu subscription={each} />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  )
}

function SubscriptionMenu({ subscription }: { subscription: SubscriptionView }) {
  const t = useTranslations('operator.subscriptions')
  const may = useMay('admin')
  const { run, attempt } = useRun()
  const [ending, setEnding] = useState(false)
  const { id, planName: plan, status, cancelAtPeriodEnd } = subscription
  if (!may || status === 'ended') return null
  return (
    <>
      <RowMenu row={plan}>
        {cancelAtPeriodEnd ? (
          <DropdownMenuItem onSelect={() => run(() => resumeUserPlan({ id }), t('done.resumed', { plan }))}>
            {t('resume')}
          </DropdownMenuItem>
        ) : (
          <DropdownMenuItem
            onSelect={() => run(() => endPlan({ id, immediately: false }), t('done.cancelled', { plan }))}
          >
            {t('cancel')}
          </DropdownMenuItem>
        )}
        <DropdownMenuItem tone="danger" onSelect={() => setEnding(true)}>
          {t('cancelNow')}
        </DropdownMenuItem>
      </RowMenu>
      <ConfirmDialog
        open={ending}
        onOpenChange={setEnding}
        title={t('endTitle', { plan })}
        description={t('endDescription')}
        confirmLabel={t('endConfirm')}
        onConfirm={() => attempt(() => endPlan({ id, immediately: true }), t('done.ended', { plan }))}
      />
    </>
  )
}
