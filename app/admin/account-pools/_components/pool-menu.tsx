'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { RowMenu } from '@/components/data-table/row-menu'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { DropdownMenuItem, DropdownMenuSeparator } from '@/components/ui/dropdown-menu'
import type { AccountPoolView } from '@/lib/account-pools'
import { useMay } from '../../_components/staff'
import { useRun } from '../../_components/use-run'
import { deletePool, updatePool } from '../actions'

type PoolMenuProps = { pool: AccountPoolView; onEdit: (pool: AccountPoolView) => void }

export function PoolMenu({ pool, onEdit }: PoolMenuProps) {
  const may = useMay('admin')
  const t = useTranslations('admin.pools')
  const { run, attempt } = useRun()
  const [asked, setAsked] = useState<'close' | 'delete' | null>(null)
  const { id, name } = pool
  if (!may) return null
  return (
    <>
      <RowMenu row={name}>
        <DropdownMenuItem onSelect={() => onEdit(pool)}>{t('menu.edit')}</DropdownMenuItem>
        {pool.status === 'open' ? (
          <DropdownMenuItem onSelect={() => setAsked('close')}>{t('menu.close')}</DropdownMenuItem>
        ) : (
          <DropdownMenuItem onSelect={() => run(() => updatePool({ id, status: 'open' }), t('done.opened', { name }))}>
            {t('menu.open')}
          </DropdownMenuItem>
        )}
        <DropdownMenuSeparator />
        <DropdownMenuItem tone="danger" onSelect={() => setAsked('delete')}>
          {t('menu.delete')}
        </DropdownMenuItem>
      </RowMenu>
      <ConfirmDialog
        open={asked === 'close'}
        onOpenChange={(open) => setAsked(open ? 'close' : null)}
        title={t('close.title', { name })}
        description={t('close.description')}
        confirmLabel={t('close.confirm')}
        onConfirm={() => attempt(() => updatePool({ id, status: 'closed' }), t('done.closed', { name }))}
      />
      <ConfirmDialog
        open={asked === 'delete'}
        onOpenChange={(open) => setAsked(open ? 'delete' : null)}
        title={t('delete.title', { name })}
        description={t('delete.description')}
        confirmLabel={t('delete.confirm')}
        typeToConfirm={name}
        onConfirm={() => attempt(() => deletePool({ id }), t('done.deleted', { name }))}
      />
    </>
  )
}
