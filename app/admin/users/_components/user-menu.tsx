'use client'

import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { RowMenu } from '@/components/data-table/row-menu'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { DropdownMenuItem, DropdownMenuSeparator } from '@/components/ui/dropdown-menu'
import type { UserView } from '@/lib/users'
import { Only } from '../../_components/staff'
import { useRun } from '../../_components/use-run'
import { changeUser, removeTwoFactor, signOutEverywhere } from '../actions'
import { viewAs } from '../view-actions'
import { CreditDialog } from './credit-dialog'

type Asked = 'credit' | 'view' | 'suspend' | 'signOut' | 'twoFactor' | null

export function UserMenu({ user }: { user: UserView }) {
  const t = useTranslations('admin.users')
  const view = useTranslations('operator.view')
  const { run, attempt } = useRun()
  const [asked, setAsked] = useState<Asked>(null)
  const { id, email } = user
  const ask = (what: Asked) => ({ open: asked === what, onOpenChange: (open: boolean) => setAsked(open ? what : null) })
  if (user.status === 'deleted') return null
  return (
    <>
      <RowMenu row={email}>
        <DropdownMenuItem asChild>
          <Link href={`/admin/users/${id}`}>{t('menu.show')}</Link>
        </DropdownMenuItem>
        <Only least="support">
          <DropdownMenuItem onSelect={() => setAsked('credit')}>{t('menu.credit')}</DropdownMenuItem>
          {user.role === 'customer' && user.status === 'active' && (
            <DropdownMenuItem onSelect={() => setAsked('view')}>{view('menu')}</DropdownMenuItem>
          )}
        </Only>
        <Only>
          <DropdownMenuSeparator />
          <DropdownMenuItem onSelect={() => setAsked('signOut')}>{t('menu.signOut')}</DropdownMenuItem>
          {user.twoFactor && (
            <DropdownMenuItem onSelect={() => setAsked('twoFactor')}>{t('menu.twoFactor')}</DropdownMenuItem>
          )}
          <DropdownMenuSeparator />
          {user.status === 'active' ? (
            <DropdownMenuItem tone="danger" onSelect={() => setAsked('suspend')}>
              {t('menu.suspend')}
            </DropdownMenuItem>
          ) : (
            <DropdownMenuItem
              onSelect={() => run(() => changeUser({ id, status: 'active' }), t('done.activated', { email }))}
            >
              {t('menu.activate')}
            </DropdownMenuItem>
          )}
        </Only>
      </RowMenu>
      <CreditDialog user={user} {...ask('credit')} />
      <ConfirmDialog
        {...ask('view')}
        tone="primary"
        title={view('title', { email })}
        description={view('description')}
        confirmLabel={view('confirm')}
        onConfirm={async () => {
          const result = await viewAs({ id })
          if (!result.ok) return result.error.message
          // The whole document anew: nothing of the panel stays beside the customer's pages.
          window.location.assign('/overview')
          return undefined
        }}
      />
      <ConfirmDialog
        {...ask('suspend')}
        title={t('suspend.title', { email })}
        description={t('suspend.description')}
        confirmLabel={t('suspend.confirm')}
        onConfirm={() => attempt(() => changeUser({ id, status: 'suspended' }), t('done.suspended', { email }))}
      />
      <ConfirmDialog
        {...ask('signOut')}
        tone="primary"
        title={t('signOut.title', { email })}
        description={t('signOut.description')}
        confirmLabel={t('signOut.confirm')}
        onConfirm={() => attempt(() => signOutEverywhere({ id }), t('done.signedOut', { email }))}
      />
      <ConfirmDialog
        {...ask('twoFactor')}
        title={t('twoFactor.title', { email })}
        description={t('twoFactor.description')}
        confirmLabel={t('twoFactor.confirm')}
        onConfirm={() => attempt(() => removeTwoFactor({ id }), t('done.twoFactor', { email }))}
      />
    </>
  )
}
