'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { toast } from 'sonner'
import { useAct } from '@/components/forms/use-act'
import { RelativeTime } from '@/components/pieces/relative-time'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { SessionView } from '@/lib/users'
import { endSessionAction } from '../actions'
import { browserName } from './browser-name'

/** Browsers signed in as this person; each but the own one can be signed out. */
export function SessionsTable({ sessions, currentId }: { sessions: readonly SessionView[]; currentId: string }) {
  const t = useTranslations('settings.sessions')
  const router = useRouter()
  const { pending, act } = useAct()
  const end = (id: string) =>
    act(
      () => endSessionAction({ id }),
      ({ ended }) => {
        toast(t('ended', { count: ended }))
        router.refresh()
      },
    )
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-surface">
      <Table label={t('title')}>
        <TableHeader>
          <TableRow className="hover:bg-transparent">
            <TableHead>{t('browser')}</TableHead>
            <TableHead>{t('address')}</TableHead>
            <TableHead>{t('started')}</TableHead>
            <TableHead>{t('lastSeen')}</TableHead>
            <TableHead>
              <span className="sr-only">{t('actions')}</span>
            </TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {sessions.map((session) => {
            const browser = browserName(session.userAgent) ?? t('unknown')
            return (
              <TableRow key={session.id}>
                <TableCell title={session.userAgent} className="whitespace-nowrap">
                  {browser}
                </TableCell>
                <TableCell className="font-mono text-xs">{session.address || '—'}</TableCell>
                <TableCell>
                  <RelativeTime at={session.createdAt} />
                </TableCell>
                <TableCell>
                  <RelativeTime at={session.lastSeenAt} />
                </TableCell>
                <TableCell numeric>
                  {session.id === currentId ? (
                    <Badge tone="active">{t('this')}</Badge>
                  ) : (
                    <Button
                      size="sm"
                      disabled={pending}
                      aria-label={t('endOf', { browser })}
                      onClick={() => end(session.id)}
                    >
                      {t('end')}
                    </Button>
                  )}
                </TableCell>
              </TableRow>
            )
          })}
        </TableBody>
      </Table>
    </div>
  )
}
