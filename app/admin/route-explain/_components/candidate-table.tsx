import { useTranslations } from 'next-intl'
import { LaneMeter } from '@/components/pieces/lane-meter'
import { RelativeTime } from '@/components/pieces/relative-time'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { Empty } from '@/components/ui/empty'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { ExplainedAccountView, RouteExplanationView } from '@/lib/operations/schemas'
import { Countdown } from '../../_components/countdown'

/** The pool's accounts in the order in which they would be tried; those that can't serve now come last, each with why. */
export function CandidateTable({ route }: { route: RouteExplanationView }) {
  const t = useTranslations('route.accounts')
  if (route.accounts.length === 0) {
    return (
      <Card>
        <Empty title={t('none')} description={t('noneHint')} />
      </Card>
    )
  }
  return (
    <Card className="overflow-hidden">
      <Table label={t('title')}>
        <TableHeader>
          <TableRow className="hover:bg-transparent">
            <TableHead>{t('account')}</TableHead>
            <TableHead>{t('verdict')}</TableHead>
            <TableHead numeric>{t('priority')}</TableHead>
            <TableHead>{t('lanes')}</TableHead>
            <TableHead numeric>{t('load')}</TableHead>
            <TableHead>{t('lastPicked')}</TableHead>
            <TableHead>{t('upstreamModel')}</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {route.accounts.map((account) => (
            <Candidate key={account.accountId} account={account} route={route} />
          ))}
        </TableBody>
      </Table>
    </Card>
  )
}

function Candidate({ account, route }: { account: ExplainedAccountView; route: RouteExplanationView }) {
  const { running, waiting, concurrencyLimit, loadRate, lastPickedAt } = account
  return (
    <TableRow data-excluded={account.excluded ?? undefined}>
      <TableCell className="whitespace-nowrap font-medium">{account.name}</TableCell>
      <TableCell>
        <Verdict account={account} route={route} />
      </TableCell>
      <TableCell numeric>{account.priority}</TableCell>
      <TableCell>
        <LaneMeter running={running} waiting={waiting} limit={concurrencyLimit === 0 ? null : concurrencyLimit} />
      </TableCell>
      <TableCell numeric>{loadRate === null ? '—' : `${Math.round(loadRate)} %`}</TableCell>
      <TableCell className="whitespace-nowrap">
        {lastPickedAt === null ? <span className="text-ink-soft">—</span> : <RelativeTime at={lastPickedAt} />}
      </TableCell>
      <TableCell className="font-mono text-xs">{account.upstreamModel ?? '—'}</TableCell>
    </TableRow>
  )
}

function Verdict({ account, route }: { account: ExplainedAccountView; route: RouteExplanationView }) {
  const t = useTranslations('route.accounts')
  const { accountId, excluded, reason, until } = account
  const isBound = accountId === route.stickyAccountId
  return (
    <span className="flex min-w-48 flex-col gap-1">
      <span className="flex flex-wrap items-center gap-2">
        {accountId === route.wouldPick && <Badge tone="active">{t('wouldPick')}</Badge>}
        {isBound && <Badge tone="outline">{t('bound')}</Badge>}
        {excluded !== null && <Badge tone="amber">{t(`excluded.${excluded}`)}</Badge>}
        {excluded === null && accountId !== route.wouldPick && <span className="text-ink-soft">{t('couldServe')}</span>}
        {until !== null && <Countdown until={until} className="text-amber" />}
      </span>
      {excluded !== null && reason !== null && reason !== '' && (
        <span className="max-w-80 truncate text-ink-soft text-xs" title={reason}>
          {reason}
        </span>
      )}
    </span>
  )
}
