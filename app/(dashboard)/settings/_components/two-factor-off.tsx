'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ActionForm } from '@/components/forms/action-form'
import { SubmitButton } from '@/components/forms/submit-button'
import { Button } from '@/components/ui/button'
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { disableTwoFactorAction } from '../danger-actions'

export function TwoFactorOff({ hasPassword, onDone }: { hasPassword: boolean; onDone: () => void }) {
  const t = useTranslations('settings.twoFactor')
  const [open, setOpen] = useState(false)
  const send = (form: FormData) =>
    disableTwoFactorAction({
      code: String(form.get('code') ?? '').trim(),
      ...(hasPassword ? { password: String(form.get('password') ?? '') } : {}),
    })
  return (
    <>
      <Button className="self-start" onClick={() => setOpen(true)}>
        {t('stop')}
      </Button>
      <Dialog open={open} onOpenChange={setOpen}>
        <DialogContent>
          <DialogHeader>
            <DialogTitle>{t('stopTitle')}</DialogTitle>
            <DialogDescription>{t('stopBody')}</DialogDescription>
          </DialogHeader>
          <ActionForm action={send} onSuccess={onDone}>
            {hasPassword && (
              <Field name="password" label={t('password')}>
                <Input type="password" autoComplete="current-password" />
              </Field>
            )}
            <Field name="code" label={t('code')}>
              <Input className="font-mono" autoComplete="one-time-code" />
            </Field>
            <DialogFooter>
              <SubmitButton variant="danger">{t('stop')}</SubmitButton>
            </DialogFooter>
          </ActionForm>
        </DialogContent>
      </Dialog>
    </>
  )
}
