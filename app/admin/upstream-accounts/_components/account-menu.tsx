'use client'

import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { RowMenu } from '@/components/data-table/row-menu'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { DropdownMenuItem, DropdownMenuSeparator } from '@/components/ui/dropdown-menu'
import type { UpstreamAccountView } from '@/lib/upstream-accounts'
import { useMay } from '../../_components/staff'
import { useRun } from '../../_components/use-run'
import { clearCooldown, deleteAccount, updateAccount } from '../actions'

type AccountMenuProps = {
  account: UpstreamAccountView
  onEdit: (account: UpstreamAccountView) => void
  onTest: (account: UpstreamAccountView) => void
}

export function AccountMenu({ account, onEdit, onTest }: AccountMenuProps) {
  const may = useMay('admin')
  const t = useTranslations('admin.accounts')
  const { run, attempt } = useRun()
  const [deleting, setDeleting] = useState(false)
  const { id, name, enabled, draining } = account
  if (!may) return null
  return (
    <>
      <RowMenu row={name}>
        <DropdownMenuItem onSelect={() => onEdit(account)}>{t('menu.edit')}</DropdownMenuItem>
        <DropdownMenuItem onSelect={() => onTest(account)}>{t('menu.test')}</DropdownMenuItem>
        <DropdownMenuItem onSelect={() => run(() => clearCooldown({ id }), t('done.cleared', { name }))}>
          {t('menu.clear')}
        </DropdownMenuItem>
        <DropdownMenuItem asChild>
          <Link href={`/admin/upstream-accounts/${id}/costs`}>{t('menu.costs')}</Link>
        </DropdownMenuItem>
        <DropdownMenuSeparator />
        <DropdownMenuItem
          onSelect={() =>
            run(
              () => updateAccount({ id, draining: !draining }),
              t(draining ? 'done.resumed' : 'done.draining', { name }),
            )
          }
        >
          {t(draining ? 'menu.resume' : 'menu.drain')}
        </DropdownMenuItem>
        <DropdownMenuItem
          onSelect={() =>
            run(() => updateAccount({ id, enabled: !enabled }), t(enabled ? 'done.disabled' : 'done.enabled', { name }))
          }
        >
          {t(enabled ? 'menu.disable' : 'menu.enable')}
        </DropdownMenuItem>
        <DropdownMenuSeparator />
        <DropdownMenuItem tone="danger" onSelect={() => setDeleting(true)}>
          {t('menu.delete')}
        </DropdownMenuItem>
      </RowMenu>
      <ConfirmDialog
        open={deleting}
        onOpenChange={setDeleting}
        title={t('delete.title', { name })}
        description={t('delete.description')}
        confirmLabel={t('menu.delete')}
        typeToConfirm={name}
        onConfirm={() => attempt(() => deleteAccount({ id }), t('done.deleted', { name }))}
      />
    </>
  )
}
