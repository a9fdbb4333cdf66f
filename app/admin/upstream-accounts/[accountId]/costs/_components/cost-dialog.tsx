'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { toast } from 'sonner'
import { ActionForm } from '@/components/forms/action-form'
import { FormRow } from '@/components/forms/form-row'
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
import type { CostPriceView } from '@/lib/margin'
import { foldErrors } from '../../../../_components/fold-errors'
import { nanoUsdOf, textOf, usdText } from '../../../../_components/form-values'
import { saveCostPrice } from '../actions'
import { costRates } from './cost-rates'

type CostDialogProps = {
  accountId: string
  /** The version in force; null = a model without one. */
  price: CostPriceView | null
  onClose: () => void
}

function inputOf(form: FormData, accountId: string, price: CostPriceView | null): Record<string, unknown> {
  const day = textOf(form, 'effectiveFrom')
  const rates = costRates.map((rate) => [rate, nanoUsdOf(form, rate)] as const)
  return {
    accountId,
    model: price?.model ?? textOf(form, 'model'),
    version: price?.latestVersion ?? 0,
    ...(day === '' ? {} : { effectiveFrom: day }),
    inputNanoUsdPerMillion: '',
    outputNanoUsdPerMillion: '',
    ...Object.fromEntries(rates.filter(([, amount]) => amount !== null)),
  }
}

/** Puts a new version of a cost price in force from a day on; days before keep theirs. */
export function CostDialog({ accountId, price, onClose }: CostDialogProps) {
  const t = useTranslations('operator.costs')
  const ui = useTranslations('ui')
  const router = useRouter()
  const save = async (form: FormData) => foldErrors(form, await saveCostPrice(inputOf(form, accountId, price)))
  const saved = (view: CostPriceView) => {
    toast.success(t('saved', { model: view.model }))
    onClose()
    router.refresh()
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="max-w-2xl">
        <DialogHeader>
          <DialogTitle>{price ? t('change', { model: price.model }) : t('add')}</DialogTitle>
          <DialogDescription>{t('unit')}</DialogDescription>
        </DialogHeader>
        <ActionForm action={save} onSuccess={saved}>
          {price === null && (
            <Field label={t('model')} name="model" hint={t('modelHint')}>
              <Input className="font-mono" autoComplete="off" />
            </Field>
          )}
          <FormRow>
            {costRates.map((rate) => (
              <Field
                key={rate}
                label={t(`rates.${rate}`)}
                name={rate}
                hint={rate.includes('ache') ? t('asInput') : undefined}
              >
                <Input
                  inputMode="decimal"
                  className="font-mono"
                  autoComplete="off"
                  defaultValue={usdText(price?.[rate])}
                />
              </Field>
            ))}
          </FormRow>
          <Field label={t('from')} name="effectiveFrom" hint={t(price ? 'fromHint' : 'fromHintFirst')} optional>
            <Input type="date" />
          </Field>
          <DialogFooter>
            <DialogClose asChild>
              <Button>{ui('cancel')}</Button>
            </DialogClose>
            <SubmitButton>{t('submit')}</SubmitButton>
          </DialogFooter>
        </ActionForm>
      </DialogContent>
    </Dialog>
  )
}
