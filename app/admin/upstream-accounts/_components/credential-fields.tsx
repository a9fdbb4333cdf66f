'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { FormRow } from '@/components/forms/form-row'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from '@/components/ui/select'
import type { UpstreamAccountView } from '@/lib/upstream-accounts'

const kinds = ['api_key', 'oauth_client_credentials', 'oauth_refresh_token'] as const
type Kind = (typeof kinds)[number]

/** Enters a credential. A stored one is never shown; it is replaced as a whole or left alone. */
export function CredentialFields({ account }: { account: UpstreamAccountView | null }) {
  const t = useTranslations('admin.accounts.form')
  const [kind, setKind] = useState<Kind>(account?.credentialKind ?? 'api_key')
  const [replacing, setReplacing] = useState(account === null)
  if (!replacing) {
    return (
      <div className="flex flex-wrap items-center justify-between gap-3 rounded-lg border border-line bg-sunken px-4 py-3">
        <div className="flex flex-col gap-0.5">
          <p className="font-medium text-sm">{t(`kinds.${kind}`)}</p>
          <p className="text-ink-soft text-xs">{t('credentialStored')}</p>
        </div>
        <Button size="sm" onClick={() => setReplacing(true)}>
          {t('replaceCredential')}
        </Button>
      </div>
    )
  }
  return (
    <fieldset className="flex flex-col gap-5">
      <legend className="sr-only">{t('credential')}</legend>
      <FormRow>
        <Field label={t('credential')} name="credential.kind">
          <Select value={kind} onValueChange={(value) => setKind(kinds.find((known) => known === value) ?? kind)}>
            <SelectTrigger>
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              {kinds.map((known) => (
                <SelectItem key={known} value={known}>
                  {t(`kinds.${known}`)}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        </Field>
        {kind === 'api_key' && <Secret name="apiKey" hint={t('apiKeyHint')} />}
      </FormRow>
      {kind !== 'api_key' && <OauthFields kind={kind} />}
    </fieldset>
  )
}

function OauthFields({ kind }: { kind: Exclude<Kind, 'api_key'> }) {
  const t = useTranslations('admin.accounts.form')
  return (
    <>
      <Field label={t('tokenUrl')} name="credential.tokenUrl">
        <Input type="url" className="font-mono" autoComplete="off" />
      </Field>
      <FormRow>
        <Field label={t('clientId')} name="credential.clientId">
          <Input className="font-mono" autoComplete="off" />
        </Field>
        <Secret name="clientSecret" optional={kind === 'oauth_refresh_token'} />
      </FormRow>
      <FormRow>
        {kind === 'oauth_refresh_token' && <Secret name="refreshToken" />}
        <Field label={t('scope')} name="credential.scope" optional>
          <Input autoComplete="off" />
        </Field>
      </FormRow>
    </>
  )
}

type SecretProps = { name: 'apiKey' | 'clientSecret' | 'refreshToken'; hint?: string; optional?: boolean }

function Secret({ name, hint, optional = false }: SecretProps) {
  const t = useTranslations('admin.accounts.form')
  return (
    <Field label={t(name)} name={`credential.${name}`} hint={hint} optional={optional}>
      <Input type="password" className="font-mono" autoComplete="off" spellCheck={false} data-1p-ignore />
    </Field>
  )
}
