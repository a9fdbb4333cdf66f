'use client'

import { useTranslations } from 'next-intl'
import { useState, useTransition } from 'react'
import { FormRow } from '@/components/forms/form-row'
import { Checkbox } from '@/components/ui/checkbox'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from '@/components/ui/select'
import type { UpstreamAccountView } from '@/lib/upstream-accounts'
import { CheckboxGroup } from '../../_components/checkbox-group'
import { previewBaseUrl } from '../actions'
import { defaultBaseUrl } from './account-input'
import { type Provider, protocolOf, providers } from './account-provider'
import { AzureFields } from './azure-fields'

const apis = ['responses', 'chat', 'embeddings'] as const

type AccountBasicsProps = {
  account: UpstreamAccountView | null
  provider: Provider
  onProvider: (provider: Provider) => void
}

export function AccountBasics({ account, provider, onProvider }: AccountBasicsProps) {
  const t = useTranslations('admin.accounts.form')
  const protocol = protocolOf(provider)
  // OpenAI and Azure differ in addresses only; the protocol itself stays for good.
  const choices = providers.filter((known) => account === null || protocolOf(known) === account.protocol)
  return (
    <>
      <FormRow>
        <Field label={t('name')} name="name">
          <Input defaultValue={account?.name ?? ''} autoComplete="off" />
        </Field>
        <Field label={t('protocol')} hint={account ? t('protocolFixed') : undefined}>
          <Select
            value={provider}
            onValueChange={(value) => onProvider(providers.find((known) => known === value) ?? provider)}
            disabled={choices.length === 1}
          >
            <SelectTrigger>
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              {choices.map((known) => (
                <SelectItem key={known} value={known}>
                  {t(`protocols.${known}`)}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        </Field>
      </FormRow>
      <BaseUrl key={provider} provider={provider} initial={account?.baseUrl ?? ''} />
      {provider === 'azure' && <AzureFields azure={account?.azure ?? null} />}
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
function BaseUrl({ provider, initial }: { provider: Provider; initial: string }) {
  const t = useTranslations('admin.accounts.form')
  const [normalised, setNormalised] = useState('')
  const [problem, setProblem] = useState<string>()
  const [, startTransition] = useTransition()
  const preview = (text: string) =>
    startTransition(async () => {
      if (text.trim() === '' || provider === 'azure') return show('', undefined)
      const result = await previewBaseUrl({ protocol: provider, baseUrl: text })
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
      hint={
        normalised ? t('baseUrlBecomes', { url: normalised }) : t(provider === 'azure' ? 'azureUrlHint' : 'baseUrlHint')
      }
      {...(problem ? { error: problem } : {})}
    >
      <Input
        type="url"
        inputMode="url"
        className="font-mono"
        defaultValue={initial}
        placeholder={defaultBaseUrl(provider)}
        autoComplete="off"
        onBlur={(event) => preview(event.target.value)}
        onChange={() => problem && setProblem(undefined)}
      />
    </Field>
  )
}
