'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { toast } from 'sonner'
import { ActionForm } from '@/components/forms/action-form'
import { SubmitButton } from '@/components/forms/submit-button'
import { Button } from '@/components/ui/button'
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { ChoiceField } from '../../_components/choice-field'
import { textOf } from '../../_components/form-values'
import { silence } from '../actions'
import { severities } from '../search-params'

const hourMs = 3_600_000
const hours = ['1', '4', '24', '168'] as const
const everything = '*'

type SilenceDialogProps = {
  /** Null = ask what: a severity or everything. */
  rule: { id: string; name: string } | null
  onClose: () => void
}

/** Keeps messages back for some time; what happens is still seen on this page. */
export function SilenceDialog({ rule, onClose }: SilenceDialogProps) {
  const t = useTranslations('alerts')
  const ui = useTranslations('ui')
  const router = useRouter()
  const save = async (form: FormData) => {
    const severity = textOf(form, 'severity')
    return await silence({
      ...(rule ? { ruleId: rule.id } : severity === everything ? {} : { severity }),
      reason: textOf(form, 'reason'),
      until: new Date(Date.now() + Number(textOf(form, 'hours')) * hourMs).toISOString(),
    })
  }
  const saved = () => {
    toast.success(t('done.silenced'))
    onClose()
    router.refresh()
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>{rule ? t('silence.ofRule', { name: rule.name }) : t('silence.title')}</DialogTitle>
          <DialogDescription>{t('silence.description')}</DialogDescription>
        </DialogHeader>
        <ActionForm action={save} onSuccess={saved}>
          {rule === null && (
            <ChoiceField
              label={t('silence.what')}
              name="severity"
              defaultValue={everything}
              options={[
                { value: everything, label: t('silence.everything') },
                ...severities.map((value) => ({
                  value,
                  label: t('silence.ofSeverity', { severity: t(`severities.${value}`) }),
                })),
              ]}
            />
          )}
          <ChoiceField
            label={t('silence.for')}
            name="hours"
            defaultValue="1"
            options={hours.map((value) => ({ value, label: t(`silence.hours.${value}`) }))}
          />
          <Field label={t('silence.reason')} name="reason" optional>
            <Input />
          </Field>
          <DialogFooter>
            <DialogClose asChild>
              <Button>{ui('cancel')}</Button>
            </DialogClose>
            <SubmitButton>{t('silence.confirm')}</SubmitButton>
          </DialogFooter>
        </ActionForm>
      </DialogContent>
    </Dialog>
  )
}
