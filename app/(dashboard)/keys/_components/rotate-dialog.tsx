'use client'

import { useRouter } from 'next/navigation'
import { useFormatter, useTranslations } from 'next-intl'
import { useState } from 'react'
import type { SnippetModels } from '@/app/_snippets/client-snippets'
import { ActionForm } from '@/components/forms/action-form'
import { SubmitButton } from '@/components/forms/submit-button'
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { RadioGroup, RadioOption } from '@/components/ui/radio-group'
import { rotateKeyAction } from '../actions'
import type { KeyRow } from './key-row'
import { SecretPanel } from './secret-panel'
import { stayOpen } from './stay-open'

type RotateDialogProps = { row: KeyRow; origin: string; models: SnippetModels; onClose: () => void }

const overlaps = [
  { seconds: '0', label: 'now', hint: 'nowHint' },
  { seconds: '3600', label: 'hour', hint: null },
  { seconds: '86400', label: 'day', hint: 'dayHint' },
  { seconds: '604800', label: 'week', hint: null },
  { seconds: '2592000', label: 'month', hint: null },
] as const

export function RotateDialog({ row, origin, models, onClose }: RotateDialogProps) {
  const t = useTranslations('keys')
  const format = useFormatter()
  const router = useRouter()
  const [rotated, setRotated] = useState<{ key: string; previousValidUntil: string | null } | null>(null)
  const send = (form: FormData) => rotateKeyAction({ id: row.id, overlapSeconds: Number(form.get('overlapSeconds')) })
  const close = () => {
    setRotated(null)
    router.refresh()
    onClose()
  }
  if (rotated) {
    const until = rotated.previousValidUntil
    const note = until
      ? t('secret.oldUntil', { date: format.dateTime(new Date(until), { dateStyle: 'medium', timeStyle: 'short' }) })
      : t('secret.oldEnded')
    return (
      <Dialog open>
        <DialogContent className="max-w-2xl" closable={false} {...stayOpen}>
          <SecretPanel
            title={t('secret.titleRotated', { name: row.name })}
            secret={rotated.key}
            origin={origin}
            models={models}
            note={note}
            onSaved={close}
          />
        </DialogContent>
      </Dialog>
    )
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>{t('rotate.title', { name: row.name })}</DialogTitle>
          <DialogDescription>{t('rotate.description')}</DialogDescription>
        </DialogHeader>
        <ActionForm action={send} onSuccess={setRotated}>
          <Field name="overlapSeconds" label={t('rotate.overlap')}>
            <RadioGroup defaultValue="86400">
              {overlaps.map(({ seconds, label, hint }) => (
                <RadioOption
                  key={seconds}
                  value={seconds}
                  label={t(`rotate.${label}`)}
                  hint={hint && t(`rotate.${hint}`)}
                />
              ))}
            </RadioGroup>
          </Field>
          <DialogFooter>
            <SubmitButton>{t('rotate.submit')}</SubmitButton>
          </DialogFooter>
        </ActionForm>
      </DialogContent>
    </Dialog>
  )
}
