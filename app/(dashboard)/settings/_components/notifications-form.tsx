'use client'

import { useTranslations } from 'next-intl'
import { toast } from 'sonner'
import { ActionForm } from '@/components/forms/action-form'
import { FormActions } from '@/components/forms/form-row'
import { SubmitButton } from '@/components/forms/submit-button'
import { Checkbox } from '@/components/ui/checkbox'
import { Field } from '@/components/ui/field'
import { updateNotificationsAction } from '../actions'

const names = ['lowBalance', 'failedPayment', 'keyExpiring', 'allowance'] as const

export function NotificationsForm({ wanted }: { wanted: Record<(typeof names)[number], boolean> }) {
  const t = useTranslations('settings')
  const send = (form: FormData) =>
    updateNotificationsAction(Object.fromEntries(names.map((name) => [name, form.get(name) !== null])))
  return (
    <ActionForm action={send} onSuccess={() => toast(t('saved'))}>
      <div className="flex flex-col gap-3">
        {names.map((name) => (
          <Field key={name} name={name} label={t(`notifications.${name}`)} layout="row">
            <Checkbox defaultChecked={wanted[name]} />
          </Field>
        ))}
      </div>
      <FormActions>
        <SubmitButton variant="secondary">{t('notifications.submit')}</SubmitButton>
      </FormActions>
    </ActionForm>
  )
}
