'use client'

import { useRouter } from 'next/navigation'
import { useFormatter, useTranslations } from 'next-intl'
import { toast } from 'sonner'
import { ActionForm } from '@/components/forms/action-form'
import { FormActions } from '@/components/forms/form-row'
import { SubmitButton } from '@/components/forms/submit-button'
import { Card, CardContent, CardHeader } from '@/components/ui/card'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { formatUsd } from '@/lib/money'
import { redeemAction } from '../actions'

export function RedeemForm() {
  const t = useTranslations('billing.redeem')
  const format = useFormatter()
  const router = useRouter()
  return (
    <Card>
      <CardHeader title={t('title')} description={t('description')} />
      <CardContent>
        <ActionForm
          resetOnSuccess
          action={(form) => redeemAction({ code: String(form.get('code') ?? '') })}
          onSuccess={(given) => {
            const said =
              given.kind === 'credit'
                ? t('credit', { amount: formatUsd(given.amountNanoUsd) })
                : t('plan', {
                    plan: given.planName,
                    date: format.dateTime(new Date(given.periodEnd), { dateStyle: 'medium' }),
                  })
            toast.success(said)
            router.refresh()
          }}
        >
          <Field name="code" label={t('code')}>
            <Input autoComplete="off" spellCheck={false} className="font-mono uppercase" maxLength={100} />
          </Field>
          <FormActions>
            <SubmitButton variant="secondary">{t('submit')}</SubmitButton>
          </FormActions>
        </ActionForm>
      </CardContent>
    </Card>
  )
}
