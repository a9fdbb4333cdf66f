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
import { deleteAccountAction } from '../danger-actions'

/** Asks for the address and the password before anything is gone. */
export function DeleteAccount({ hasPassword }: { hasPassword: boolean }) {
  const t = useTranslations('settings.delete')
  const [open, setOpen] = useState(false)
  const send = (form: FormData) =>
    deleteAccountAction({
      confirmEmail: String(form.get('confirmEmail') ?? ''),
      ...(hasPassword ? { password: String(form.get('password') ?? '') } : {}),
    })
  return (
    <>
      <Button className="self-start text-red" onClick={() => setOpen(true)}>
        {t('open')}
      </Button>
      <Dialog open={open} onOpenChange={setOpen}>
        <DialogContent>
          <DialogHeader>
            <DialogTitle>{t('title')}</DialogTitle>
            <DialogDescription>{t('description')}</DialogDescription>
          </DialogHeader>
          <ActionForm action={send} onSuccess={() => window.location.assign('/')} leaves>
            <Field name="confirmEmail" label={t('email')}>
              <Input type="email" autoComplete="off" />
            </Field>
            {hasPassword && (
              <Field name="password" label={t('password')}>
                <Input type="password" autoComplete="current-password" />
              </Field>
            )}
            <DialogFooter>
              <SubmitButton variant="danger">{t('submit')}</SubmitButton>
            </DialogFooter>
          </ActionForm>
        </DialogContent>
      </Dialog>
    </>
  )
}
