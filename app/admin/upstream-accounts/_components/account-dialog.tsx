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
import type { UpstreamAccountView } from '@/lib/upstream-accounts'
import { foldErrors } from '../../_components/fold-errors'
import { createAccount, updateAccount } from '../actions'
import { AccountBasics } from './account-basics'
import { changedAccountOf, newAccountOf } from './account-input'
import { type Provider, providerOf } from './account-provider'
import { AccountRouting } from './account-routing'
import { ConnectStep } from './connect-step'
import { CredentialFields } from './credential-fields'

export type PoolChoice = { id: string; name: string }

type AccountDialogProps = {
  /** Null = a new one. */
  account: UpstreamAccountView | null
  pools: readonly PoolChoice[]
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** Edits an account, or adds one in two steps: what it is, then a test of it before it takes its first call. */
export function AccountDialog({ account, pools, open, onOpenChange }: AccountDialogProps) {
  const [created, setCreated] = useState<UpstreamAccountView | null>(null)
  const [testing, setTesting] = useState(false)
  const close = () => {
    onOpenChange(false)
    setCreated(null)
    setTesting(false)
  }
  const shown = account ?? created
  const stored = (view: UpstreamAccountView) => {
    if (account) return close()
    setCreated(view)
    setTesting(true)
  }
  return (
    <Dialog open={open} onOpenChange={(next) => (next ? onOpenChange(true) : close())}>
      <DialogContent className="max-w-2xl">
        {created && testing ? (
          <ConnectStep account={created} onBack={() => setTesting(false)} onDone={close} />
        ) : (
          <AccountForm key={shown?.version ?? 0} account={shown} pools={pools} onSaved={stored} />
        )}
      </DialogContent>
    </Dialog>
  )
}

type AccountFormProps = {
  account: UpstreamAccountView | null
  pools: readonly PoolChoice[]
  onSaved: (account: UpstreamAccountView) => void
}

function AccountForm({ account, pools, onSaved }: AccountFormProps) {
  const t = useTranslations('admin.accounts')
  const ui = useTranslations('ui')
  const router = useRouter()
  const [provider, setProvider] = useState<Provider>(account ? providerOf(account) : 'openai')
  const save = async (form: FormData) =>
    foldErrors(
      form,
      account
        ? await updateAccount(changedAccountOf(form, account))
        : await createAccount(newAccountOf(form, provider)),
    )
  const saved = (view: UpstreamAccountView) => {
    toast.success(t(account ? 'done.saved' : 'done.added', { name: view.name }))
    onSaved(view)
    router.refresh()
  }
  return (
    <>
      <DialogHeader>
        <DialogTitle>{account ? t('form.edit', { name: account.name }) : t('form.add')}</DialogTitle>
        <DialogDescription>{t(account ? 'form.editHint' : 'form.addHint')}</DialogDescription>
      </DialogHeader>
      <ActionForm action={save} onSuccess={saved}>
        <AccountBasics account={account} provider={provider} onProvider={setProvider} />
        <CredentialFields account={account} />
        <AccountRouting account={account} pools={pools} />
        <DialogFooter>
          <DialogClose asChild>
            <Button>{ui('cancel')}</Button>
          </DialogClose>
          <SubmitButton>{t(account ? 'form.save' : 'form.create')}</SubmitButton>
        </DialogFooter>
      </ActionForm>
    </>
  )
}
