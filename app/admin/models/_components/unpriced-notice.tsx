'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import type { UnpricedModel } from '@/lib/operations'
import { Only } from '../../_components/staff'
import { PriceDialog } from './price-dialog'

const shownModels = 5

/** Names that accounts serve but nobody may call, as they have no price. */
export function UnpricedNotice({ models }: { models: readonly UnpricedModel[] }) {
  const t = useTranslations('admin.models.unpriced')
  const [pricing, setPricing] = useState<string | null>(null)
  if (models.length === 0) return null
  return (
    <>
      <Callout tone="amber" title={t('title', { count: models.length })}>
        <p>{t('description')}</p>
        <ul className="mt-2 flex flex-col gap-1.5">
          {models.slice(0, shownModels).map(({ model, accounts }) => (
            <li key={model} className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <code className="font-mono text-xs">{model}</code>
              <span className="text-xs">{t('named', { accounts: accounts.map((each) => each.name).join(', ') })}</span>
              <Only>
                <Button size="sm" onClick={() => setPricing(model)}>
                  {t('set')}
                </Button>
              </Only>
            </li>
          ))}
          {models.length > shownModels && (
            <li className="text-xs">{t('more', { count: models.length - shownModels })}</li>
          )}
        </ul>
      </Callout>
      {pricing !== null && (
        <PriceDialog price={null} model={pricing} open onOpenChange={(open) => !open && setPricing(null)} />
      )}
    </>
  )
}
