'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { toast } from 'sonner'
import { ActionForm } from '@/components/forms/action-form'
import { FormActions, FormRow } from '@/components/forms/form-row'
import { SubmitButton } from '@/components/forms/submit-button'
import { Card, CardContent } from '@/components/ui/card'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Textarea } from '@/components/ui/textarea'
import type { UserView } from '@/lib/users'
import { ChoiceField } from '../../../_components/choice-field'
import { foldErrors } from '../../../_components/fold-errors'
import { nanoUsdOf, nullableNumberOf, numberOf, textOf, usdText } from '../../../_components/form-values'
import { useMay } from '../../../_components/staff'
import { changeUser } from '../../actions'
import { userRoles } from '../../search-params'

const periods = ['never', 'day', 'week', 'month'] as const
const never = periods[0]

/** What one person may use at most, and what they are to us. */
export function LimitsCard({ user }: { user: UserView }) {
  const t = useTranslations('admin.users')
  const router = useRouter()
  const save = async (form: FormData) =>
    foldErrors(form, await changeUser({ ...inputOf(form), id: user.id, version: user.version }))
  const saved = () => {
    toast.success(t('done.saved', { email: user.email }))
    router.refresh()
  }
  const disabled = !useMay('admin') || user.status === 'deleted'
  return (
    <Card>
      <CardContent>
        <ActionForm action={save} onSuccess={saved}>
          <fieldset disabled={disabled} className="flex flex-col gap-5">
            <legend className="sr-only">{t('limits.legend')}</legend>
            <FormRow>
              <Field label={t('limits.concurrencyLimit')} name="concurrencyLimit" hint={t('limits.concurrencyHint')}>
                <Input inputMode="numeric" defaultValue={user.concurrencyLimit} />
              </Field>
              <Field label={t('limits.requestsPerMinute')} name="requestsPerMinute" hint={t('limits.emptyHint')}>
                <Input inputMode="numeric" defaultValue={user.requestsPerMinute ?? ''} />
              </Field>
              <Field label={t('limits.tokensPerMinute')} name="tokensPerMinute" hint={t('limits.emptyHint')}>
                <Input inputMode="numeric" defaultValue={user.tokensPerMinute ?? ''} />
              </Field>
            </FormRow>
            <FormRow>
              <Field label={t('limits.rateMultiplier')} name="rateMultiplier" hint={t('limits.multiplierHint')}>
                <Input inputMode="decimal" defaultValue={user.rateMultiplier ?? ''} />
              </Field>
              <Field label={t('limits.budget')} name="budgetNanoUsd" hint={t('limits.budgetHint')}>
                <Input inputMode="decimal" className="font-mono" defaultValue={usdText(user.budgetNanoUsd)} />
              </Field>
              <ChoiceField
                label={t('limits.budgetPeriod')}
                name="budgetPeriod"
                defaultValue={user.budgetPeriod ?? never}
                options={periods.map((value) => ({ value, label: t(`limits.periods.${value}`) }))}
              />
            </FormRow>
            <FormRow>
              <ChoiceField
                label={t('columns.role')}
                name="role"
                defaultValue={user.role}
                hint={t('limits.roleHint')}
                options={userRoles.map((value) => ({ value, label: t(`roles.${value}`) }))}
              />
              <Field label={t('limits.notes')} name="adminNotes" hint={t('limits.notesHint')}>
                <Textarea rows={2} defaultValue={user.adminNotes} />
              </Field>
            </FormRow>
          </fieldset>
          {!disabled && (
            <FormActions>
              <SubmitButton variant="secondary">{t('limits.save')}</SubmitButton>
            </FormActions>
          )}
        </ActionForm>
      </CardContent>
    </Card>
  )
}

function inputOf(form: FormData): Record<string, unknown> {
  const multiplier = textOf(form, 'rateMultiplier')
  const period = textOf(form, 'budgetPeriod')
  return {
    concurrencyLimit: numberOf(form, 'concurrencyLimit'),
    requestsPerMinute: nullableNumberOf(form, 'requestsPerMinute'),
    tokensPerMinute: nullableNumberOf(form, 'tokensPerMinute'),
    rateMultiplier: multiplier === '' ? null : multiplier,
    budgetNanoUsd: nanoUsdOf(form, 'budgetNanoUsd'),
    budgetPeriod: period === never ? null : period,
    role: textOf(form, 'role'),
    adminNotes: textOf(form, 'adminNotes'),
  }
}
