import Form from 'next/form'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import type { AskedCall } from '../search-params'
import { ProtocolField } from './protocol-field'

export type KeyChoice = { id: string; label: string }
type ExplainFormProps = { asked: AskedCall; keys: readonly KeyChoice[]; models: readonly string[] }

const listed = { keys: 'known-keys', models: 'known-models' }

/** The call to explain. It is sent with the address, so that an answer can be shared and read anew. */
export function ExplainForm({ asked, keys, models }: ExplainFormProps) {
  const t = useTranslations('route.form')
  return (
    <Card className="p-4">
      <Form action="/admin/route-explain" className="grid grid-cols-1 gap-4 sm:grid-cols-2 lg:grid-cols-3">
        <Field name="key" label={t('key')} hint={t('keyHint')}>
          <Input list={listed.keys} defaultValue={asked.key} maxLength={64} autoComplete="off" required />
        </Field>
        <Field name="model" label={t('model')} hint={t('modelHint')}>
          <Input list={listed.models} defaultValue={asked.model} maxLength={200} autoComplete="off" required />
        </Field>
        <Field name="session" label={t('session')} hint={t('sessionHint')} optional>
          <Input defaultValue={asked.session} maxLength={512} autoComplete="off" />
        </Field>
        <ProtocolField value={asked.protocol} />
        <Field name="input" label={t('input')} hint={t('inputHint')}>
          <Input type="number" inputMode="numeric" min={0} max={100_000_000} defaultValue={asked.input} />
        </Field>
        <Field name="output" label={t('output')} hint={t('outputHint')}>
          <Input type="number" inputMode="numeric" min={1} max={100_000_000} defaultValue={asked.output} />
        </Field>
        <div className="flex items-end">
          <Button type="submit">{t('explain')}</Button>
        </div>
        <datalist id={listed.keys}>
          {keys.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </datalist>
        <datalist id={listed.models}>
          {models.map((model) => (
            <option key={model} value={model} />
          ))}
        </datalist>
      </Form>
    </Card>
  )
}
