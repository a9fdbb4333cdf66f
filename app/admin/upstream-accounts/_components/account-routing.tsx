'use client'

import { useTranslations } from 'next-intl'
import { FormRow } from '@/components/forms/form-row'
import { Checkbox } from '@/components/ui/checkbox'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Textarea } from '@/components/ui/textarea'
import type { UpstreamAccountView } from '@/lib/upstream-accounts'
import { CheckboxGroup } from '../../_components/checkbox-group'
import { mapText } from '../../_components/form-values'
import { More } from '../../_components/more'
import type { PoolChoice } from './account-dialog'
import { ModelsField } from './models-field'

const advanced = ['modelMap', 'headerOverrides', 'proxyUrl', 'costMultiplier', 'http2'] as const

type AccountRoutingProps = { account: UpstreamAccountView | null; pools: readonly PoolChoice[] }

export function AccountRouting({ account, pools }: AccountRoutingProps) {
  const t = useTranslations('admin.accounts.form')
  return (
    <>
      <FormRow>
        <Field label={t('concurrencyLimit')} name="concurrencyLimit" hint={t('concurrencyLimitHint')}>
          <Input inputMode="numeric" defaultValue={account?.concurrencyLimit ?? 10} />
        </Field>
        <Field label={t('priority')} name="priority" hint={t('priorityHint')}>
          <Input inputMode="numeric" defaultValue={account?.priority ?? 50} />
        </Field>
      </FormRow>
      {pools.length > 0 && (
        <CheckboxGroup legend={t('pools')} hint={t('poolsHint')}>
          {pools.map((pool) => (
            <Field key={pool.id} label={pool.name} layout="row">
              <Checkbox name="poolIds" value={pool.id} defaultChecked={account?.poolIds.includes(pool.id) ?? false} />
            </Field>
          ))}
        </CheckboxGroup>
      )}
      <ModelsField account={account} />
      <More label={t('more')} fields={advanced}>
        <Field label={t('modelMap')} name="modelMap" hint={t('modelMapHint')} optional>
          <Textarea className="font-mono" rows={2} defaultValue={mapText(account?.modelMap ?? {})} />
        </Field>
        <Field label={t('headerOverrides')} name="headerOverrides" hint={t('headerOverridesHint')} optional>
          <Textarea className="font-mono" rows={2} defaultValue={mapText(account?.headerOverrides ?? {})} />
        </Field>
        <FormRow>
          <Field
            label={t('proxyUrl')}
            name="proxyUrl"
            hint={t(account?.hasProxy ? 'proxyStored' : 'proxyHint')}
            optional
          >
            <Input className="font-mono" autoComplete="off" />
          </Field>
          <Field label={t('costMultiplier')} name="costMultiplier" hint={t('costMultiplierHint')} optional>
            <Input inputMode="decimal" defaultValue={account?.costMultiplier ?? ''} />
          </Field>
        </FormRow>
        <Field label={t('http2')} hint={t('http2Hint')} layout="row">
          <Checkbox name="http2" defaultChecked={account?.http2 ?? false} />
        </Field>
        {account?.hasProxy && (
          <Field label={t('removeProxy')} layout="row">
            <Checkbox name="removeProxy" />
          </Field>
        )}
      </More>
    </>
  )
}
