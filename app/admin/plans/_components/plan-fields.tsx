'use client'

import { useTranslations } from 'next-intl'
import { FormRow } from '@/components/forms/form-row'
import { Checkbox } from '@/components/ui/checkbox'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Textarea } from '@/components/ui/textarea'
import type { PlanView } from '@/lib/plans'
import { CheckboxGroup } from '../../_components/checkbox-group'
import { ChoiceField } from '../../_components/choice-field'
import { usdText } from '../../_components/form-values'
import { More } from '../../_components/more'
import type { PoolChoice } from './plan-dialog'

const intervals = ['month', 'week', 'day'] as const
const allowances = ['allowanceDayNanoUsd', 'allowanceWeekNanoUsd', 'allowanceMonthNanoUsd'] as const
const limits = ['concurrencyLimit', 'fairQueueWeight', 'requestsPerMinute', 'tokensPerMinute', 'sortOrder'] as const
const nullLimits = ['concurrencyLimit', 'requestsPerMinute', 'tokensPerMinute'] as const

type PlanFieldsProps = { plan: PlanView | null; pools: readonly PoolChoice[] }

export function PlanFields({ plan, pools }: PlanFieldsProps) {
  const t = useTranslations('operator.plans.form')
  return (
    <>
      <Field label={t('name')} name="name">
        <Input defaultValue={plan?.name ?? ''} autoComplete="off" />
      </Field>
      <Field label={t('description')} name="description" hint={t('descriptionHint')} optional>
        <Input defaultValue={plan?.description ?? ''} />
      </Field>
      <FormRow>
        <Field label={t('priceNanoUsd')} name="priceNanoUsd">
          <Input inputMode="decimal" className="font-mono" defaultValue={usdText(plan?.priceNanoUsd)} />
        </Field>
        <ChoiceField
          label={t('interval')}
          name="interval"
          defaultValue={plan?.interval ?? 'month'}
          options={intervals.map((value) => ({ value, label: t(`intervals.${value}`) }))}
        />
      </FormRow>
      <FormRow>
        {allowances.map((name) => (
          <Field key={name} label={t(name)} name={name} hint={t('allowanceHint')}>
            <Input inputMode="decimal" className="font-mono" defaultValue={usdText(plan?.[name])} />
          </Field>
        ))}
      </FormRow>
      <CheckboxGroup legend={t('pools')} hint={t(pools.length === 0 ? 'noPools' : 'poolsHint')}>
        {pools.map((pool) => (
          <Field key={pool.id} label={pool.name} layout="row">
            <Checkbox name="poolIds" value={pool.id} defaultChecked={plan?.poolIds.includes(pool.id) ?? false} />
          </Field>
        ))}
      </CheckboxGroup>
      <Field label={t('features')} name="features" hint={t('featuresHint')} optional>
        <Textarea rows={3} defaultValue={plan?.features.join('\n') ?? ''} />
      </Field>
      <Field label={t('forSale')} hint={t('forSaleHint')} layout="row">
        <Checkbox name="forSale" defaultChecked={plan?.forSale ?? true} />
      </Field>
      <More label={t('more')} fields={limits}>
        <Limits plan={plan} />
      </More>
    </>
  )
}

function Limits({ plan }: { plan: PlanView | null }) {
  const t = useTranslations('operator.plans.form')
  return (
    <>
      <FormRow>
        {nullLimits.map((name) => (
          <Field key={name} label={t(name)} name={name} hint={t('limitHint')}>
            <Input inputMode="numeric" defaultValue={plan?.[name] ?? ''} />
          </Field>
        ))}
      </FormRow>
      <FormRow>
        <Field label={t('fairQueueWeight')} name="fairQueueWeight" hint={t('weightHint')}>
          <Input inputMode="numeric" defaultValue={plan?.fairQueueWeight ?? 1} />
        </Field>
        <Field label={t('sortOrder')} name="sortOrder" hint={t('sortOrderHint')}>
          <Input inputMode="numeric" defaultValue={plan?.sortOrder ?? 0} />
        </Field>
      </FormRow>
    </>
  )
}
