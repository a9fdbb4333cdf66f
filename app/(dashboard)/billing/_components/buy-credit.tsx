'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ActionForm } from '@/components/forms/action-form'
import { SubmitButton } from '@/components/forms/submit-button'
import { Button } from '@/components/ui/button'
import { Card, CardContent, CardHeader } from '@/components/ui/card'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { buyCreditAction } from '../actions'
import { readUsd } from './read-usd'

const presets = ['10', '25', '50', '100'] as const

/** Presets and an own amount; paid on the payment service's page. */
export function BuyCredit({ least, most }: { least: string; most: string }) {
  const t = useTranslations('billing.buy')
  const [amount, setAmount] = useState('25')
  const send = async (form: FormData) => {
    const read = readUsd(form, ['amountNanoUsd'], t('wrong'))
    return read.ok ? await buyCreditAction(read.amounts) : read
  }
  const leave = ({ url }: { url: string }) => window.location.assign(url)
  return (
    <Card>
      <CardHeader title={t('title')} description={t('description')} />
      <CardContent>
        <ActionForm action={send} onSuccess={leave} leaves>
          <fieldset className="flex flex-col gap-2">
            <legend className="mb-2 font-medium text-sm">{t('presets')}</legend>
            <div className="grid grid-cols-4 gap-2">
              {presets.map((preset) => (
                <Button
                  key={preset}
                  className="px-0 font-mono aria-pressed:border-ink aria-pressed:bg-sunken aria-pressed:ring-1 aria-pressed:ring-ink"
                  aria-pressed={amount === preset}
                  onClick={() => setAmount(preset)}
                >
                  ${preset}
                </Button>
              ))}
            </div>
          </fieldset>
          <Field name="amountNanoUsd" label={t('amount')} hint={t('bounds', { least, most })}>
            <Input
              inputMode="decimal"
              autoComplete="off"
              className="font-mono"
              value={amount}
              onChange={(event) => setAmount(event.target.value)}
            />
          </Field>
          <SubmitButton>{t('submit')}</SubmitButton>
        </ActionForm>
      </CardContent>
    </Card>
  )
}
