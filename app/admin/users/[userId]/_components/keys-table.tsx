'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { RowMenu } from '@/components/data-table/row-menu'
import { type Health, HealthDot } from '@/components/pieces/health-dot'
import { Money } from '@/components/pieces/money'
import { RelativeTime } from '@/components/pieces/relative-time'
import { Card } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { DropdownMenuItem } from '@/components/ui/dropdown-menu'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { ApiKeyView } from '@/lib/api-keys'
import { useMay } from '../../../_components/staff'
import { useRun } from '../../../_components/use-run'
import { revokeKey, setKeyDisabled } from '../../actions'

const healths: Record<ApiKeyView['status'], Health> = {
  active: 'ok',
  disabled: 'off',
  expired: 'off',
  revoked: 'broken',
}

/** A person's keys; only they can make new ones, staff can stop them. */
export function KeysTable({ keys }: { keys: readonly ApiKeyView[] }) {
  const t = useTranslations('admin.user.keys')
  if (keys.length === 0) {
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
            <TableHead>{t('name')}</TableHead>
            <TableHead>{t('status')}</TableHead>
            <TableHead>{t('pool')}</TableHead>
            <TableHead numeric>{t('cap')}</TableHead>
            <TableHead numeric>{t('spent')}</TableHead>
            <TableHead>{t('lastUsed')}</TableHead>
            <TableHead>
              <span className="sr-only">{t('menu')}</span>
            </TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {keys.map((key) => (
            <TableRow key={key.id}>
              <TableCell>
                <span className="flex flex-col">
                  <span className="font-medium">{key.name}</span>
                  <span className="font-mono text-ink-soft text-xs">{key.maskedKey}</span>
                </span>
              </TableCell>
              <TableCell>
                <HealthDot status={healths[key.status]} label={t(`statuses.${key.status}`)} />
              </TableCell>
              <TableCell>{key.poolName}</TableCell>
              <TableCell numeric>
                {key.spendCapNanoUsd === null ? '—' : <Money nanoUsd={key.spendCapNanoUsd} />}
              </TableCell>
              <TableCell numeric>
                <Money nanoUsd={key.totalSpentNanoUsd} />
              </TableCell>
              <TableCell>{key.lastUsedAt ? <RelativeTime at={key.lastUsedAt} /> : t('never')}</TableCell>
              <TableCell className="w-12">{key.status !== 'revoked' && <KeyMenu apiKey={key} />}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  )
}

function KeyMenu({ apiKey: { id, name, status } }: { apiKey: ApiKeyView }) {
  const may = useMay('admin')
  const t = useTranslations('admin.user.keys')
  const { run, attempt } = useRun()
  const [revoking, setRevoking] = useState(false)
  const isDisabled = status === 'disabled'
  if (!may) return null
  return (
    <>
      <RowMenu row={name}>
        <DropdownMenuItem
          onSelect={() =>
            run(
              () => setKeyDisabled({ id, disabled: !isDisabled }),
              t(isDisabled ? 'done.enabled' : 'done.disabled', { name }),
            )
          }
        >
          {t(isDisabled ? 'enable' : 'disable')}
        </DropdownMenuItem>
        <DropdownMenuItem tone="danger" onSelect={() => setRevoking(true)}>
          {t('revoke')}
        </DropdownMenuItem>
      </RowMenu>
      <ConfirmDialog
        open={revoking}
        onOpenChange={setRevoking}
        title={t('revokeTitle', { name })}
        description={t('revokeDescription')}
        confirmLabel={t('revokeConfirm')}
        onConfirm={() => attempt(() => revokeKey({ id }), t('done.revoked', { name }))}
      />
    </>
  )
}
