'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ActionForm } from '@/components/forms/action-form'
import { FormRow } from '@/components/forms/form-row'
import { SubmitButton } from '@/components/forms/submit-button'
import { Button } from '@/components/ui/button'
import { DialogClose, DialogDescription, DialogFooter, DialogHeader, DialogTitle } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { RadioGroup, RadioOption } from '@/components/ui/radio-group'
import type { RedeemCodeView } from '@/lib/redeem-codes'
import { ChoiceField } from '../../_components/choice-field'
import { foldErrors } from '../../_components/fold-errors'
import { makeCodes } from '../actions'
import { codesInputOf } from './codes-input'

export type PlanChoice = { id: string; name: string }

type CodesFormProps = { plans: readonly PlanChoice[]; onMade: (codes: readonly RedeemCodeView[]) => void }

export function CodesForm({ plans, onMade }: CodesFormProps) {
  const t = useTranslations('operator.codes.form')
  const ui = useTranslations('ui')
  const [kind, setKind] = useState('credit')
  const save = async (form: FormData) => foldErrors(form, await makeCodes(codesInputOf(form)))
  return (
    <>
      <DialogHeader>
        <DialogTitle>{t('title')}</DialogTitle>
        <DialogDescription>{t('hint')}</DialogDescription>
      </DialogHeader>
      <ActionForm action={save} onSuccess={onMade}>
        <RadioGroup name="kind" value={kind} onValueChange={setKind} aria-label={t('kind')}>
          <RadioOption value="credit" label={t('credit')} hint={t('creditHint')} />
          <RadioOption value="plan_days" label={t('planDays')} hint={t(plans.length === 0 ? 'noPlans' : 'planHint')} />
        </RadioGroup>
        {kind === 'credit' ? (
          <FormRow>
            <Field label={t('amount')} name="amountNanoUsd">
              <Input inputMode="decimal" className="font-mono" placeholder="10.00" autoComplete="off" />
            </Field>
            <Field label={t('creditDays')} name="creditDays" hint={t('creditDaysHint')}>
              <Input inputMode="numeric" />
            </Field>
          </FormRow>
        ) : (
          <FormRow>
            <ChoiceField
              label={t('plan')}
              name="planId"
              defaultValue={plans[0]?.id ?? ''}
              options={plans.map((plan) => ({ value: plan.id, label: plan.name }))}
            />
            <Field label={t('days')} name="planDays">
              <Input inputMode="numeric" defaultValue={30} />
            </Field>
          </FormRow>
        )}
        <FormRow>
          <Field label={t('count')} name="count">
            <Input inputMode="numeric" defaultValue={1} />
          </Field>
          <Field label={t('maxRedemptions')} name="maxRedemptions" hint={t('maxRedemptionsHint')}>
            <Input inputMode="numeric" defaultValue={1} />
          </Field>
          <Field label={t('expiresAt')} name="expiresAt" hint={t('expiresHint')}>
            <Input type="date" />
          </Field>
        </FormRow>
        <Field label={t('batch')} name="batch" hint={t('batchHint')} optional>
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
