'use client'

import { RouteIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { TextLink } from '@/components/layout/text-link'
import { LaneMeter } from '@/components/pieces/lane-meter'
import { Card, CardHeader } from '@/components/ui/card'
import { Empty } from '@/components/ui/empty'
import type { LiveSnapshot } from '@/lib/operations'
import type { UpstreamAccountView } from '@/lib/upstream-accounts'
import { accountHealth } from '../../upstream-accounts/_components/account-health'
import { AccountStatus } from '../../upstream-accounts/_components/account-status'
import { useLive } from '../live-provider'

type TroubleListProps = { accounts: readonly UpstreamAccountView[]; initial: LiveSnapshot }

const maxShown = 6

/** Accounts that don't take calls although they should, with the one click that may help. */
export function TroubleList({ accounts, initial }: TroubleListProps) {
  const t = useTranslations('admin.overview')
  const live = useLive().snapshot ?? initial
  const loads = new Map(live.accounts.map((load) => [load.id, load]))
  const rows = accounts.map((account) => ({ account, health: accountHealth(account, loads.get(account.id)) }))
  const troubled = rows.filter(({ health }) => health.health === 'broken' || health.health === 'waiting')
  const open = rows.filter(({ health }) => health.condition === 'open').length
  return (
    <Card>
      <CardHeader
        title={t('accounts.title')}
        description={t('accounts.open', { open, total: accounts.length })}
        action={<TextLink href="/admin/upstream-accounts">{t('accounts.all')}</TextLink>}
      />
      {troubled.length === 0 ? (
        <Empty
          icon={RouteIcon}
          title={t(accounts.length === 0 ? 'accounts.none' : 'accounts.calm')}
          description={t(accounts.length === 0 ? 'accounts.noneHint' : 'accounts.calmHint')}
          className="py-8"
        />
      ) : (
        <ul className="divide-y divide-line">
          {troubled.slice(0, maxShown).map(({ account, health }) => (
            <li key={account.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 text-sm">
              <span className="min-w-0 flex-1 truncate font-medium">{account.name}</span>
              <LaneMeter
                running={loads.get(account.id)?.running ?? 0}
                waiting={loads.get(account.id)?.waiting ?? 0}
                limit={account.concurrencyLimit || null}
              />
              <AccountStatus account={account} health={health} running={loads.get(account.id)?.running} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
