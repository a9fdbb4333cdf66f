'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { toast } from 'sonner'
import { ActionForm } from '@/components/forms/action-form'
import { FormActions } from '@/components/forms/form-row'
import { SubmitButton } from '@/components/forms/submit-button'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Textarea } from '@/components/ui/textarea'
import type { AlertEventView } from '@/lib/alerts/schemas'
import { textOf } from '../../_components/form-values'
import { useRun } from '../../_components/use-run'
import { changeIncident } from '../actions'

/** What the status page says about an event. */
export function IncidentForm({ event }: { event: AlertEventView }) {
  const t = useTranslations('alerts.incident')
  const router = useRouter()
  const { run, pending } = useRun()
  const { id, incidentTitle, incidentText } = event
  // As this form showed it: the list around it may be read anew meanwhile.
  const [expected, setExpected] = useState({ incidentTitle, incidentText })
  const save = async (form: FormData) =>
    await changeIncident({
      id,
      incidentTitle: textOf(form, 'incidentTitle'),
      incidentText: textOf(form, 'incidentText'),
      expected,
    })
  const takeOff = async () => {
    const result = await changeIncident({ id, incidentTitle: null, expected })
    if (result.ok) setExpected({ incidentTitle: result.data.incidentTitle, incidentText: result.data.incidentText })
    return result
  }
  const saved = (view: AlertEventView) => {
    setExpected({ incidentTitle: view.incidentTitle, incidentText: view.incidentText })
    toast.success(t('saved'))
    router.refresh()
  }
  return (
    <section className="flex flex-col gap-3">
      <div className="flex flex-col gap-0.5">
        <h3 className="font-semibold text-sm">{t('title')}</h3>
        <p className="text-ink-soft text-xs">{t(incidentTitle === null ? 'hidden' : 'shown')}</p>
      </div>
      <ActionForm action={save} onSuccess={saved} className="gap-3">
        <Field label={t('heading')} name="incidentTitle">
          <Input defaultValue={incidentTitle ?? ''} />
        </Field>
        <Field label={t('text')} name="incidentText" optional>
          <Textarea rows={3} defaultValue={incidentText ?? ''} />
        </Field>
        <FormActions>
          {incidentTitle !== null && (
            <Button disabled={pending} onClick={() => run(takeOff, t('taken'))}>
              {t('takeOff')}
            </Button>
          )}
          <SubmitButton variant="secondary">{t(incidentTitle === null ? 'publish' : 'save')}</SubmitButton>
        </FormActions>
      </ActionForm>
    </section>
  )
}
