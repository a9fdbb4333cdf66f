'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { toast } from 'sonner'
import { ActionForm } from '@/components/forms/action-form'
import { SubmitButton } from '@/components/forms/submit-button'
import { Button } from '@/components/ui/button'
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from '@/components/ui/dialog'
import type { UpstreamAccountView, UpstreamProtocol } from '@/lib/upstream-accounts'
import { foldErrors } from '../../_components/fold-errors'
import { createAccount, updateAccount } from '../actions'
import { AccountBasics } from './account-basics'
import { changedAccountOf, newAccountOf } from './account-input'
import { AccountRouting } from './account-routing'
import { CredentialFields } from './credential-fields'

export type PoolChoice = { id: string; name: string }

type AccountDialogProps = {
  /** Null = a new one. */
  account: UpstreamAccountView | null
  pools: readonly PoolChoice[]
  open: boolean
  onOpenChange: (open: boolean) => void
}

export function AccountDialog({ account, pools, open, onOpenChange }: AccountDialogProps) {
  const t = useTranslations('admin.accounts')
  const ui = useTranslations('ui')
  const router = useRouter()
  const [protocol, setProtocol] = useState<UpstreamProtocol>(account?.protocol ?? 'openai')
  const save = async (form: FormData) =>
    foldErrors(
      form,
      account
        ? await updateAccount(changedAccountOf(form, account))
        : await createAccount(newAccountOf(form, protocol)),
    )
  const saved = (view: UpstreamAccountView) => {
    toast.success(t(account ? 'done.saved' : 'done.added', { name: view.name }))
    onOpenChange(false)
    router.refresh()
  }
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent className="max-w-2xl">
        <DialogHeader>
          <DialogTitle>{account ? t('form.edit', { name: account.name }) : t('form.add')}</DialogTitle>
          <DialogDescription>{t(account ? 'form.editHint' : 'form.addHint')}</DialogDescription>
        </DialogHeader>
        <ActionForm action={save} onSuccess={saved}>
          <AccountBasics account={account} protocol={protocol} onProtocol={setProtocol} />
          <CredentialFields account={account} />
          <AccountRouting account={account} pools={pools} />
          <DialogFooter>
            <DialogClose asChild>
              <Button>{ui('cancel')}</Button>
            </DialogClose>
            <SubmitButton>{t(account ? 'form.save' : 'form.create')}</SubmitButton>
          </DialogFooter>
        </ActionForm>
      </DialogContent>
    </Dialog>
  )
}
