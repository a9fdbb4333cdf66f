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
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { RadioGroup, RadioOption } from '@/components/ui/radio-group'
import { formatUsd } from '@/lib/money'
import type { UserView } from '@/lib/users'
import { foldErrors } from '../../_components/fold-errors'
import { nanoUsdOf, textOf } from '../../_components/form-values'
import { moveCredit } from '../actions'

type CreditDialogProps = { user: UserView; open: boolean; onOpenChange: (open: boolean) => void }

/** Gives a customer credit or takes some back, with the reason that the ledger and the audit log keep. */
export function CreditDialog({ user, open, onOpenChange }: CreditDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent>{open && <CreditForm user={user} onDone={() => onOpenChange(false)} />}</DialogContent>
    </Dialog>
  )
}

function CreditForm({ user, onDone }: { user: UserView; onDone: () => void }) {
  const t = useTranslations('admin.users.credit')
  const ui = useTranslations('ui')
  const router = useRouter()
  // Sending the same form twice must not move the money twice.
  const [causeId] = useState(() => crypto.randomUUID())
  const save = async (form: FormData) => {
    const amount = nanoUsdOf(form, 'amountNanoUsd') ?? ''
    const amountNanoUsd = textOf(form, 'direction') === 'debit' ? `-${amount}` : amount
    return foldErrors(form, await moveCredit({ id: user.id, causeId, amountNanoUsd, reason: textOf(form, 'reason') }))
  }
  const saved = ({ balanceNanoUsd }: { balanceNanoUsd: string }) => {
    toast.success(t('done', { email: user.email, balance: formatUsd(BigInt(balanceNanoUsd)) }))
    onDone()
    router.refresh()
  }
  return (
    <>
      <DialogHeader>
        <DialogTitle>{t('title', { email: user.email })}</DialogTitle>
        <DialogDescription>{t('description')}</DialogDescription>
      </DialogHeader>
      <ActionForm action={save} onSuccess={saved}>
        <RadioGroup name="direction" defaultValue="credit" aria-label={t('direction')}>
          <RadioOption value="credit" label={t('give')} />
          <RadioOption value="debit" label={t('take')} hint={t('takeHint')} />
        </RadioGroup>
        <Field label={t('amount')} name="amountNanoUsd" hint={t('amountHint')}>
          <Input inputMode="decimal" autoComplete="off" className="font-mono" placeholder="25.00" />
        </Field>
        <Field label={t('reason')} name="reason" hint={t('reasonHint')}>
          <Input autoComplete="off" />
        </Field>
        <DialogFooter>
          <DialogClose asChild>
            <Button>{ui('cancel')}</Button>
          </DialogClose>
          <SubmitButton>{t('submit')}</SubmitButton>
        </DialogFooter>
      </ActionForm>
    </>
  )
}
