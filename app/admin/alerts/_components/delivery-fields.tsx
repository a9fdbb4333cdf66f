'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Textarea } from '@/components/ui/textarea'
import type { AlertRuleView } from '@/lib/alerts/schemas'
import { More } from '../../_components/more'

const secretBytes = 24
const webhookFields = ['webhookUrl', 'webhookSecret'] as const
const publicFields = ['publicTitle', 'publicText'] as const

function randomSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(secretBytes))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Who is told, and what visitors of the status page read. */
export function DeliveryFields({ rule }: { rule: AlertRuleView | null }) {
  const t = useTranslations('alerts.form')
  const [byMail, setByMail] = useState(rule?.notifyMail ?? true)
  return (
    <>
      <Field label={t('notifyMail')} name="notifyMail" hint={t('notifyMailHint')} layout="row">
        <Checkbox checked={byMail} onCheckedChange={(checked) => setByMail(checked === true)} />
      </Field>
      {byMail && (
        <Field label={t('mailTo')} name="mailTo" hint={t('mailToHint')} optional>
          <Textarea rows={2} defaultValue={rule?.mailTo.join('\n') ?? ''} />
        </Field>
      )}
      <More label={t('webhook')} fields={webhookFields}>
        <WebhookFields rule={rule} />
      </More>
      <More label={t('statusPage')} fields={publicFields}>
        <PublicFields rule={rule} />
      </More>
    </>
  )
}

function WebhookFields({ rule }: { rule: AlertRuleView | null }) {
  const t = useTranslations('alerts.form')
  const [secret, setSecret] = useState('')
  return (
    <>
      <Field label={t('webhookUrl')} name="webhookUrl" hint={t('webhookUrlHint')} optional>
        <Input type="url" defaultValue={rule?.webhookUrl ?? ''} autoComplete="off" />
      </Field>
      <div className="flex items-end gap-2">
        <Field
          label={t('webhookSecret')}
          name="webhookSecret"
          hint={rule?.hasWebhookSecret ? t('secretKept') : t('secretHint')}
          className="min-w-0 flex-1"
        >
          <Input
            className="font-mono"
            value={secret}
            onChange={(event) => setSecret(event.target.value)}
            autoComplete="off"
          />
        </Field>
        <Button onClick={() => setSecret(randomSecret())} className="mb-6">
          {t('makeSecret')}
        </Button>
      </div>
    </>
  )
}

function PublicFields({ rule }: { rule: AlertRuleView | null }) {
  const t = useTranslations('alerts.form')
  const [isPublic, setIsPublic] = useState(rule?.isPublic ?? false)
  return (
    <>
      <Field label={t('isPublic')} name="isPublic" hint={t('isPublicHint')} layout="row">
        <Checkbox checked={isPublic} onCheckedChange={(checked) => setIsPublic(checked === true)} />
      </Field>
      {isPublic && (
        <>
          <Field label={t('publicTitle')} name="publicTitle">
            <Input defaultValue={rule?.publicTitle ?? ''} />
          </Field>
          <Field label={t('publicText')} name="publicText" optional>
            <Textarea rows={3} defaultValue={rule?.publicText ?? ''} />
          </Field>
        </>
      )}
    </>
  )
}
