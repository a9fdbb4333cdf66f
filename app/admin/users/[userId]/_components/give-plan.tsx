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
  DialogTrigger,
} from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import type { SubscriptionView } from '@/lib/subscriptions'
import { ChoiceField } from '../../../_components/choice-field'
import { foldErrors } from '../../../_components/fold-errors'
import { textOf } from '../../../_components/form-values'
import { useMay } from '../../../_components/staff'
import { givePlan } from '../../plan-actions'

const dayMs = 86_400_000

type GivePlanProps = {
  user: { id: string; email: string }
  plans: readonly { id: string; name: string }[]
}

/** Gives a person a plan without a payment, for some days or until it is ended. */
export function GivePlan({ user, plans }: GivePlanProps) {
  const t = useTranslations('operator.subscriptions')
  const ui = useTranslations('ui')
  const router = useRouter()
  const may = useMay('admin')
  const [open, setOpen] = useState(false)
  const save = async (form: FormData) =>
    foldErrors(form, await givePlan({ userId: user.id, planId: textOf(form, 'planId'), ...endOf(form) }))
  const saved = ({ planName: plan }: SubscriptionView) => {
    toast.success(t('done.granted', { email: user.email, plan }))
    setOpen(false)
    router.refresh()
  }
  if (!may) return null
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button size="sm" disabled={plans.length === 0} title={plans.length === 0 ? t('noPlans') : undefined}>
          {t('grant')}
        </Button>
      </DialogTrigger>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>{t('grantTitle', { email: user.email })}</DialogTitle>
          <DialogDescription>{t('grantHint')}</DialogDescription>
        </DialogHeader>
        <ActionForm action={save} onSuccess={saved}>
          <ChoiceField
            label={t('plan')}
            name="planId"
            defaultValue={plans[0]?.id ?? ''}
            options={plans.map((plan) => ({ value: plan.id, label: plan.name }))}
          />
          <Field label={t('days')} name="periodEnd" hint={t('daysHint')}>
            <Input inputMode="numeric" />
          </Field>
          <DialogFooter>
            <DialogClose asChild>
              <Button>{ui('cancel')}</Button>
            </DialogClose>
            <SubmitButton>{t('grantSubmit')}</SubmitButton>
          </DialogFooter>
        </ActionForm>
      </DialogContent>
    </Dialog>
  )
}

function endOf(form: FormData): { periodEnd?: string } {
  const text = textOf(form, 'periodEnd')
  if (text === '') return {}
  // What is no number of days goes on as typed, for the schema to refuse.
  return { periodEnd: /^\d{1,4}$/.test(text) ? new Date(Date.now() + Number(text) * dayMs).toISOString() : text }
}
