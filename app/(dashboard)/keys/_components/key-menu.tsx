'use client'

import { BanIcon, CirclePlayIcon, PencilIcon, ReceiptTextIcon, RefreshCwIcon, Trash2Icon } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { toast } from 'sonner'
import type { SnippetModels } from '@/app/_snippets/client-snippets'
import { RowMenu } from '@/components/data-table/row-menu'
import { leaveIfSessionEnded } from '@/components/forms/sign-in-again'
import { useAct } from '@/components/forms/use-act'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { DropdownMenuItem, DropdownMenuSeparator } from '@/components/ui/dropdown-menu'
import { disableKeyAction, revokeKeyAction } from '../actions'
import { EditDialog } from './edit-dialog'
import type { KeyRow, PoolChoice } from './key-row'
import { RotateDialog } from './rotate-dialog'

export type KeyMenuProps = { row: KeyRow; pools: readonly PoolChoice[]; origin: string; models: SnippetModels }

type Shown = 'edit' | 'rotate' | 'disable' | 'revoke' | null

/** Everything that can be done to a key; what can't be undone asks first. */
export function KeyMenu({ row, pools, origin, models }: KeyMenuProps) {
  const t = useTranslations('keys')
  const router = useRouter()
  const { act } = useAct()
  const [shown, setShown] = useState<Shown>(null)
  const close = () => setShown(null)
  const disable = async () => {
    const result = await disableKeyAction({ id: row.id, disabled: true })
    leaveIfSessionEnded(result)
    if (!result.ok) return result.error.message
    toast(t('disable.done', { name: row.name }))
    router.refresh()
    return undefined
  }
  const enable = () =>
    act(
      () => disableKeyAction({ id: row.id, disabled: false }),
      () => {
        toast(t('disable.enabled', { name: row.name }))
        router.refresh()
      },
    )
  const revoke = async () => {
    const result = await revokeKeyAction({ id: row.id })
    leaveIfSessionEnded(result)
    if (!result.ok) return result.error.message
    toast(t('revoke.done', { name: row.name }))
    router.refresh()
    return undefined
  }
  const revoked = row.status === 'revoked'
  return (
    <>
      <RowMenu row={row.name}>
        {!revoked && (
          <>
            <DropdownMenuItem onSelect={() => setShown('edit')}>
              <PencilIcon aria-hidden />
              {t('menu.edit')}
            </DropdownMenuItem>
            <DropdownMenuItem onSelect={() => setShown('rotate')}>
              <RefreshCwIcon aria-hidden />
              {t('menu.rotate')}
            </DropdownMenuItem>
          </>
        )}
        <DropdownMenuItem asChild>
          <Link href={`/usage?key=${row.id}`}>
            <ReceiptTextIcon aria-hidden />
            {t('menu.usage')}
          </Link>
        </DropdownMenuItem>
        {!revoked && (
          <>
            <DropdownMenuSeparator />
            {row.disabledAt === null ? (
              <DropdownMenuItem onSelect={() => setShown('disable')}>
                <BanIcon aria-hidden />
                {t('menu.disable')}
              </DropdownMenuItem>
            ) : (
              <DropdownMenuItem onSelect={enable}>
                <CirclePlayIcon aria-hidden />
                {t('menu.enable')}
              </DropdownMenuItem>
            )}
            <DropdownMenuItem tone="danger" onSelect={() => setShown('revoke')}>
              <Trash2Icon aria-hidden />
              {t('menu.revoke')}
            </DropdownMenuItem>
          </>
        )}
      </RowMenu>
      {shown === 'edit' && <EditDialog row={row} pools={pools} onClose={close} />}
      {shown === 'rotate' && <RotateDialog row={row} origin={origin} models={models} onClose={close} />}
      <ConfirmDialog
        open={shown === 'disable'}
        onOpenChange={(open) => !open && close()}
        title={t('disable.title', { name: row.name })}
        description={t('disable.description')}
        confirmLabel={t('disable.confirm')}
        onConfirm={disable}
      />
      <ConfirmDialog
        open={shown === 'revoke'}
        onOpenChange={(open) => !open && close()}
        title={t('revoke.title', { name: row.name })}
        description={t('revoke.description')}
        confirmLabel={t('revoke.confirm')}
        onConfirm={revoke}
      />
    </>
  )
}
