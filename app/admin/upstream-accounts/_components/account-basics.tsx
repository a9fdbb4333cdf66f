'use client'

import { useTranslations } from 'next-intl'
import { useState, useTransition } from 'react'
import { FormRow } from '@/components/forms/form-row'
import { Checkbox } from '@/components/ui/checkbox'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from '@/components/ui/select'
import type { UpstreamAccountView, UpstreamProtocol } from '@/lib/upstream-accounts'
import { CheckboxGroup } from '../../_components/checkbox-group'
import { previewBaseUrl } from '../actions'
import { defaultBaseUrl } from './account-input'

const protocols: readonly UpstreamProtocol[] = ['openai', 'anthropic', 'gemini']
const apis = ['responses', 'chat', 'embeddings'] as const

type AccountBasicsProps = {
  account: UpstreamAccountView | null
  protocol: UpstreamProtocol
  onProtocol: (protocol: UpstreamProtocol) => void
}

export function AccountBasics({ account, protocol, onProtocol }: AccountBasicsProps) {
  const t = useTranslations('admin.accounts.form')
  return (
    <>
      <FormRow>
        <Field label={t('name')} name="name">
          <Input defaultValue={account?.name ?? ''} autoComplete="off" />
        </Field>
        <Field label={t('protocol')} hint={account ? t('protocolFixed') : undefined}>
          <Select
            value={protocol}
            onValueChange={(value) => onProtocol(protocols.find((known) => known === value) ?? protocol)}
            disabled={account !== null}
          >
            <SelectTrigger>
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              {protocols.map((known) => (
                <SelectItem key={known} value={known}>
                  {t(`protocols.${known}`)}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        </Field>
      </FormRow>
      <BaseUrl key={protocol} protocol={protocol} initial={account?.baseUrl ?? ''} />
      {protocol === 'openai' && (
        <CheckboxGroup legend={t('apis')} hint={t('apisHint')}>
          {apis.map((api) => (
            <Field key={api} label={t(`apiNames.${api}`)} layout="row">
              <Checkbox name="apis" value={api} defaultChecked={account ? account.apis.includes(api) : true} />
            </Field>
          ))}
        </CheckboxGroup>
      )}
    </>
  )
}

/** Shows at once what the address will be stored as: a missing or doubled /v1 is put right. */
function BaseUrl({ protocol, initial }: { protocol: UpstreamProtocol; initial: string }) {
  const t = useTranslations('admin.accounts.form')
  const [normalised, setNormalised] = useState('')
  const [problem, setProblem] = useState<string>()
  const [, startTransition] = useTransition()
  const preview = (text: string) =>
    startTransition(async () => {
      if (text.trim() === '') return show('', undefined)
      const result = await previewBaseUrl({ protocol, baseUrl: text })
      if (result.ok) show(result.data === text.trim() ? '' : result.data, undefined)
      else show('', result.error.fieldErrors?.['baseUrl'] ?? result.error.message)
    })
  const show = (url: string, error: string | undefined) => {
    setNormalised(url)
    setProblem(error)
  }
  return (
    <Field
      label={t('baseUrl')}
      name="baseUrl"
      hint={normalised ? t('baseUrlBecomes', { url: normalised }) : t('baseUrlHint')}
      {...(problem ? { error: problem } : {})}
    >
      <Input
        type="url"
        inputMode="url"
        className="font-mono"
        defaultValue={initial}
        placeholder={defaultBaseUrl(protocol)}
        autoComplete="off"
        onBlur={(event) => preview(event.target.value)}
        onChange={() => problem && setProblem(undefined)}
      />
    </Field>
  )
}
