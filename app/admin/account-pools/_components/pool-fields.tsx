'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { FormRow } from '@/components/forms/form-row'
import { Checkbox } from '@/components/ui/checkbox'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Textarea } from '@/components/ui/textarea'
import type { AccountPoolView } from '@/lib/account-pools'
import { CheckboxGroup } from '../../_components/checkbox-group'
import { ChoiceField } from '../../_components/choice-field'
import { More } from '../../_components/more'
import { poolVisibilities } from '../search-params'
import type { AccountChoice } from './pool-dialog'

const protocols = ['openai', 'anthropic', 'gemini'] as const
const policies = ['passthrough', 'default_if_missing', 'override'] as const
const disconnects = ['drain', 'cancel'] as const
const advanced = ['instructionsPolicy', 'instructions', 'disconnectPolicy', 'maxWaiting', 'idleTimeoutMs'] as const
const defaults = { maxWaiting: 100, idleTimeoutMs: 180_000 }

type PoolFieldsProps = { pool: AccountPoolView | null; accounts: readonly AccountChoice[] }

export function PoolFields({ pool, accounts }: PoolFieldsProps) {
  const t = useTranslations('admin.pools.form')
  const words = useTranslations('admin.pools.visibilities')
  const [visibility, setVisibility] = useState<string>(pool?.visibility ?? 'public')
  const selectable = accounts.filter((account) => pool === null || account.shard === pool.shard)
  return (
    <>
      <FormRow>
        <Field label={t('name')} name="name">
          <Input defaultValue={pool?.name ?? ''} autoComplete="off" />
        </Field>
        <Field label={t('rateMultiplier')} name="rateMultiplier" hint={t('rateMultiplierHint')}>
          <Input inputMode="decimal" defaultValue={pool?.rateMultiplier ?? '1'} />
        </Field>
      </FormRow>
      <Field label={t('description')} name="description" hint={t('descriptionHint')} optional>
        <Input defaultValue={pool?.description ?? ''} />
      </Field>
      <CheckboxGroup legend={t('accounts')} hint={selectable.length === 0 ? t('noAccounts') : t('accountsHint')}>
        {selectable.map((account) => (
          <Field key={account.id} label={account.name} layout="row">
            <Checkbox
              name="accountIds"
              value={account.id}
              defaultChecked={pool?.accountIds.includes(account.id) ?? false}
            />
          </Field>
        ))}
      </CheckboxGroup>
      <FormRow>
        <ChoiceField
          label={t('visibility')}
          name="visibility"
          value={visibility}
          onValueChange={setVisibility}
          options={poolVisibilities.map((value) => ({ value, label: words(value) }))}
        />
        <CheckboxGroup legend={t('protocols')} hint={t('protocolsHint')}>
          {protocols.map((protocol) => (
            <Field key={protocol} label={protocol} layout="row">
              <Checkbox
                name="protocols"
                value={protocol}
                defaultChecked={pool?.protocols.includes(protocol) ?? false}
              />
            </Field>
          ))}
        </CheckboxGroup>
      </FormRow>
      {visibility === 'private' && (
        <Field label={t('userIds')} name="userIds" hint={t('userIdsHint')}>
          <Textarea className="font-mono" rows={2} defaultValue={pool?.userIds.join('\n') ?? ''} />
        </Field>
      )}
      <More label={t('more')} fields={advanced}>
        <Policies pool={pool} />
      </More>
    </>
  )
}

function Policies({ pool }: { pool: AccountPoolView | null }) {
  const t = useTranslations('admin.pools.form')
  return (
    <>
      <FormRow>
        <ChoiceField
          label={t('instructionsPolicy')}
          name="instructionsPolicy"
          defaultValue={pool?.instructionsPolicy ?? 'passthrough'}
          options={policies.map((value) => ({ value, label: t(`policies.${value}`) }))}
        />
        <ChoiceField
          label={t('disconnectPolicy')}
          name="disconnectPolicy"
          defaultValue={pool?.disconnectPolicy ?? 'drain'}
          options={disconnects.map((value) => ({ value, label: t(`disconnects.${value}`) }))}
        />
      </FormRow>
      <Field label={t('instructions')} name="instructions" hint={t('instructionsHint')} optional>
        <Textarea rows={3} defaultValue={pool?.instructions ?? ''} />
      </Field>
      <FormRow>
        <Field label={t('maxWaiting')} name="maxWaiting" hint={t('maxWaitingHint')}>
          <Input inputMode="numeric" defaultValue={pool?.maxWaiting ?? defaults.maxWaiting} />
        </Field>
        <Field label={t('idleTimeoutMs')} name="idleTimeoutMs" hint={t('idleTimeoutHint')}>
          <Input inputMode="numeric" defaultValue={pool?.idleTimeoutMs ?? defaults.idleTimeoutMs} />
        </Field>
      </FormRow>
    </>
  )
}
