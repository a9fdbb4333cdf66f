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
import type { ModelPriceView } from '@/lib/management-api'
import { foldErrors } from '../../_components/fold-errors'
import { putPrice } from '../actions'
import { PriceFields } from './price-fields'
import { priceOf } from './price-input'

type PriceDialogProps = {
  /** The version in force; null for a model without one. */
  price: ModelPriceView | null
  model: string
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** Puts a new version of a price in force; what was charged before stays as it was. */
export function PriceDialog({ price, model, open, onOpenChange }: PriceDialogProps) {
  const t = useTranslations('admin.models')
  const ui = useTranslations('ui')
  const router = useRouter()
  const save = async (form: FormData) => foldErrors(form, await putPrice(priceOf(form, price, model)))
  const saved = (view: ModelPriceView) => {
    toast.success(t('done', { model: view.model }))
    onOpenChange(false)
    router.refresh()
  }
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent className="max-w-2xl">
        <DialogHeader>
          <DialogTitle>{price ? t('form.change', { model }) : t('form.add')}</DialogTitle>
          <DialogDescription>{t('form.hint')}</DialogDescription>
        </DialogHeader>
        <ActionForm action={save} onSuccess={saved}>
          <PriceFields price={price} model={model} />
          <DialogFooter>
            <DialogClose asChild>
              <Button>{ui('cancel')}</Button>
            </DialogClose>
            <SubmitButton>{t('form.submit')}</SubmitButton>
          </DialogFooter>
        </ActionForm>
      </DialogContent>
    </Dialog>
  )
}
