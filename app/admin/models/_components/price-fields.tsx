'use client'

import { useTranslations } from 'next-intl'
import { FormRow } from '@/components/forms/form-row'
import { Checkbox } from '@/components/ui/checkbox'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Textarea } from '@/components/ui/textarea'
import type { ModelPriceView } from '@/lib/management-api'
import { mapText, usdText } from '../../_components/form-values'
import { More } from '../../_components/more'

type Rates = Pick<ModelPriceView, 'inputNanoUsdPerMillion' | 'outputNanoUsdPerMillion'>
type RateName =
  | keyof Rates
  | 'cachedInputNanoUsdPerMillion'
  | 'cacheWriteNanoUsdPerMillion'
  | 'cacheWrite1hNanoUsdPerMillion'

const advanced = [
  'requestNanoUsd',
  'toolCallNanoUsd',
  'mediaNanoUsdPerMillion',
  'longContext.aboveInputTokens',
  'longContext.inputNanoUsdPerMillion',
  'longContext.outputNanoUsdPerMillion',
  'longContext.cachedInputNanoUsdPerMillion',
] as const

const usdMap = (amounts: Readonly<Record<string, string>> = {}) =>
  mapText(Object.fromEntries(Object.entries(amounts).map(([name, nanoUsd]) => [name, usdText(nanoUsd)])))

export function PriceFields({ price, model }: { price: ModelPriceView | null; model: string }) {
  const t = useTranslations('admin.models.form')
  const rate = (name: RateName, hint?: string) => (
    <Field label={t(`rates.${name}`)} name={name} hint={hint}>
      <Input inputMode="decimal" className="font-mono" autoComplete="off" defaultValue={usdText(price?.[name])} />
    </Field>
  )
  return (
    <>
      <FormRow>
        {price === null && (
          <Field label={t('model')} name="model" hint={t('modelHint')}>
            <Input className="font-mono" autoComplete="off" defaultValue={model} />
          </Field>
        )}
        <Field label={t('provider')} name="provider" optional>
          <Input autoComplete="off" defaultValue={price?.provider ?? ''} />
        </Field>
      </FormRow>
      <p className="text-ink-soft text-xs">{t('unit')}</p>
      <FormRow>
        {rate('inputNanoUsdPerMillion')}
        {rate('outputNanoUsdPerMillion')}
      </FormRow>
      <FormRow>
        {rate('cachedInputNanoUsdPerMillion', t('cacheHint'))}
        {rate('cacheWriteNanoUsdPerMillion', t('cacheHint'))}
        {rate('cacheWrite1hNanoUsdPerMillion', t('cacheHint'))}
      </FormRow>
      <FormRow>
        <Field label={t('contextTokens')} name="contextTokens" optional>
          <Input inputMode="numeric" defaultValue={price?.contextTokens ?? ''} />
        </Field>
        <Field label={t('maxOutputTokens')} name="maxOutputTokens" optional>
          <Input inputMode="numeric" defaultValue={price?.maxOutputTokens ?? ''} />
        </Field>
      </FormRow>
      <Field label={t('callable')} hint={t('callableHint')} layout="row" name="callable">
        <Checkbox defaultChecked={price?.callable ?? true} />
      </Field>
      <More label={t('more')} fields={advanced}>
        <OtherClasses price={price} />
      </More>
    </>
  )
}

function OtherClasses({ price }: { price: ModelPriceView | null }) {
  const t = useTranslations('admin.models.form')
  const step = price?.longContext
  return (
    <>
      <Field label={t('requestNanoUsd')} name="requestNanoUsd" hint={t('requestHint')}>
        <Input
          inputMode="decimal"
          className="font-mono"
          defaultValue={price?.requestNanoUsd === '0' ? '' : usdText(price?.requestNanoUsd)}
        />
      </Field>
      <FormRow>
        <Field label={t('toolCallNanoUsd')} name="toolCallNanoUsd" hint={t('toolHint')} optional>
          <Textarea className="font-mono" rows={2} defaultValue={usdMap(price?.toolCallNanoUsd)} />
        </Field>
        <Field label={t('mediaNanoUsdPerMillion')} name="mediaNanoUsdPerMillion" hint={t('mediaHint')} optional>
          <Textarea className="font-mono" rows={2} defaultValue={usdMap(price?.mediaNanoUsdPerMillion)} />
        </Field>
      </FormRow>
      <FormRow>
        <Field label={t('longAbove')} name="longContext.aboveInputTokens" hint={t('longHint')} optional>
          <Input inputMode="numeric" defaultValue={step?.aboveInputTokens ?? ''} />
        </Field>
        {(['inputNanoUsdPerMillion', 'outputNanoUsdPerMillion', 'cachedInputNanoUsdPerMillion'] as const).map(
          (name) => (
            <Field key={name} label={t(`rates.${name}`)} name={`longContext.${name}`} optional>
              <Input inputMode="decimal" className="font-mono" defaultValue={usdText(step?.[name])} />
            </Field>
          ),
        )}
      </FormRow>
      {price && Object.keys(price.tiers).length > 0 && (
        <p className="text-ink-soft text-xs">{t('tiersKept', { tiers: Object.keys(price.tiers).join(', ') })}</p>
      )}
    </>
  )
}
