'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
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
import type { PlanView } from '@/lib/plans'
import { foldErrors } from '../../_components/fold-errors'
import { addPlan, changePlan } from '../actions'
import { PlanFields } from './plan-fields'
import { planInputOf } from './plan-input'

export type PoolChoice = { id: string; name: string }

type PlanDialogProps = {
  /** Null = a new one. */
  plan: PlanView | null
  pools: readonly PoolChoice[]
  open: boolean
  onOpenChange: (open: boolean) => void
}

export function PlanDialog({ plan, pools, open, onOpenChange }: PlanDialogProps) {
  const t = useTranslations('operator.plans')
  const ui = useTranslations('ui')
  const router = useRouter()
  const save = async (form: FormData) => {
    const input = planInputOf(form)
    const result = plan ? await changePlan({ ...input, id: plan.id, version: plan.version }) : await addPlan(input)
    return foldErrors(form, result)
  }
  const saved = (view: PlanView) => {
    toast.success(t(plan ? 'done.saved' : 'done.added', { name: view.name }))
    onOpenChange(false)
    router.refresh()
  }
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent className="max-w-2xl">
        <DialogHeader>
          <DialogTitle>{plan ? t('form.edit', { name: plan.name }) : t('form.add')}</DialogTitle>
          <DialogDescription>{t('form.hint')}</DialogDescription>
        </DialogHeader>
        <ActionForm action={save} onSuccess={saved}>
          <PlanFields plan={plan} pools={pools} />
          <DialogFooter>
            <DialogClose asChild>
              <Button>{ui('cancel')}</Button>
            </DialogClose>
            <SubmitButton>{t(plan ? 'form.save' : 'form.create')}</SubmitButton>
          </DialogFooter>
        </ActionForm>
      </DialogContent>
    </Dialog>
  )
}
