'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { toast } from 'sonner'
import { ActionForm } from '@/components/forms/action-form'
import { FormActions, FormRow } from '@/components/forms/form-row'
import { SubmitButton } from '@/components/forms/submit-button'
import { Callout } from '@/components/ui/callout'
import { Card, CardContent, CardHeader } from '@/components/ui/card'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Switch } from '@/components/ui/switch'
import { saveAutoTopUpAction } from '../actions'
import { readUsd } from './read-usd'

const fields = ['thresholdNanoUsd', 'amountNanoUsd', 'monthlyCapNanoUsd'] as const

export type AutoTopUpFormProps = {
  enabled: boolean
  /** Amounts as typed, in USD. */
  amounts: Record<(typeof fields)[number], string>
  monthSpent: string
  pausedReason: 'authentication_required' | 'no_payment_method' | 'card_declined' | null
}

/** Threshold, amount and monthly cap; saving it also goes on after a pause. */
export function AutoTopUpForm({ enabled, amounts, monthSpent, pausedReason }: AutoTopUpFormProps) {
  const t = useTranslations('billing.auto')
  const router = useRouter()
  const [on, setOn] = useState(enabled)
  const send = async (form: FormData) => {
    const read = readUsd(form, fields, t('wrong'))
    return read.ok ? await saveAutoTopUpAction({ ...read.amounts, enabled: on }) : read
  }
  const done = () => {
    toast.success(t(on ? 'savedOn' : 'savedOff'))
    router.refresh()
  }
  return (
    <Card>
      <CardHeader title={t('title')} description={t('description')} />
      <CardContent className="flex flex-col gap-5">
        {pausedReason !== null && enabled && (
          <Callout tone="red" title={t('pausedTitle')}>
            {t(`paused.${pausedReason}`)}
          </Callout>
        )}
        <ActionForm action={send} onSuccess={done}>
          <Field name="enabled" layout="row" label={t('enabled')} hint={t('enabledHint')}>
            <Switch checked={on} onCheckedChange={setOn} />
          </Field>
          <FormRow>
            {fields.map((field) => (
              <Field key={field} name={field} label={t(field)}>
                <Input inputMode="decimal" autoComplete="off" className="font-mono" defaultValue={amounts[field]} />
              </Field>
            ))}
          </FormRow>
          <FormActions>
            <span className="mr-auto text-ink-soft text-xs">{t('spent', { amount: monthSpent })}</span>
            <SubmitButton variant="secondary">{t(pausedReason === null ? 'submit' : 'resume')}</SubmitButton>
          </FormActions>
        </ActionForm>
      </CardContent>
    </Card>
  )
}
