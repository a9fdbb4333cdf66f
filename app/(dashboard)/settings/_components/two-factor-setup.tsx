'use client'

import Image from 'next/image'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ActionForm } from '@/components/forms/action-form'
import { SubmitButton } from '@/components/forms/submit-button'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { enableTwoFactorAction } from '../danger-actions'

export type Enrolment = { secret: string; uri: string; qrSvg: string }

type TwoFactorSetupProps = { enrolment: Enrolment; onDone: () => void }

/** The secret to scan, then the recovery codes: both live only here. */
export function TwoFactorSetup({ enrolment, onDone }: TwoFactorSetupProps) {
  const t = useTranslations('settings.twoFactor')
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  if (codes) {
    return (
      <div className="flex flex-col items-start gap-4">
        <div className="flex flex-col gap-1">
          <h3 className="font-semibold text-sm">{t('recovery')}</h3>
          <p className="text-ink-soft text-sm">{t('recoveryHint')}</p>
        </div>
        <ul className="grid w-full grid-cols-2 gap-x-6 gap-y-1 rounded-lg bg-sunken p-4 font-mono text-sm">
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <div className="flex gap-2">
          <CopyButton value={codes.join('\n')} label={t('copyCodes')} />
          <Button size="sm" onClick={onDone}>
            {t('savedCodes')}
          </Button>
        </div>
      </div>
    )
  }
  const send = (form: FormData) => enableTwoFactorAction({ code: String(form.get('code') ?? '').replace(/\s/g, '') })
  return (
    <div className="flex flex-col gap-6 sm:flex-row">
      {/* An image can't run what a drawing might hold. */}
      <Image
        unoptimized
        src={`data:image/svg+xml,${encodeURIComponent(enrolment.qrSvg)}`}
        alt={t('qr')}
        width={176}
        height={176}
        className="size-44 shrink-0 rounded-lg border border-line bg-slip p-2"
      />
      <div className="flex min-w-0 flex-1 flex-col gap-4">
        <p className="text-sm">{t('scan')}</p>
        <p className="text-ink-soft text-xs">
          {t('secret')} <span className="select-all break-all font-mono text-ink">{enrolment.secret}</span>
        </p>
        <ActionForm action={send} onSuccess={(data) => setCodes(data.recoveryCodes)}>
          <Field name="code" label={t('code')}>
            <Input className="font-mono" inputMode="numeric" autoComplete="one-time-code" autoFocus />
          </Field>
          <SubmitButton className="self-start">{t('confirm')}</SubmitButton>
        </ActionForm>
      </div>
    </div>
  )
}
