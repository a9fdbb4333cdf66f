'use client'

import { useTranslations } from 'next-intl'
import { FormRow } from '@/components/forms/form-row'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from '@/components/ui/select'
import { ExpiryField } from './expiry-field'
import type { KeyRow, PoolChoice } from './key-row'
import { RateFields } from './rate-fields'
import { ScopeFields } from './scope-fields'
import { SpendFields } from './spend-fields'

/** All that can be set on a key; with `row` the fields hold its present limits. */
export function KeyFields({ pools, row }: { pools: readonly PoolChoice[]; row?: KeyRow }) {
  const t = useTranslations('keys.form')
  return (
    <>
      <Field name="name" label={t('name')} hint={t('nameHint')}>
        <Input required maxLength={200} autoFocus autoComplete="off" defaultValue={row?.name ?? ''} />
      </Field>
      <FormRow>
        <Field name="poolId" label={t('pool')} hint={t('poolHint')}>
          <Select defaultValue={row?.poolId ?? pools[0]?.id ?? ''}>
            <SelectTrigger>
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              {withCurrent(pools, row).map((pool) => (
                <SelectItem key={pool.id} value={pool.id}>
                  {pool.name} · {t('multiplier', { value: pool.rateMultiplier })}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        </Field>
        <ExpiryField expiresAt={row?.expiresAt ?? null} />
      </FormRow>
      <SpendFields row={row} />
      <RateFields row={row} />
      <ScopeFields row={row} />
    </>
  )
}

/** A pool that is no longer open stays choosable for the key that is on it. */
function withCurrent(pools: readonly PoolChoice[], row: KeyRow | undefined): readonly PoolChoice[] {
  if (!row || pools.some((pool) => pool.id === row.poolId)) return pools
  return [{ id: row.poolId, name: row.poolName, description: '', rateMultiplier: '1', protocols: [] }, ...pools]
}
