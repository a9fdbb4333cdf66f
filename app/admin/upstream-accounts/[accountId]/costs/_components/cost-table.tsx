'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { RowMenu } from '@/components/data-table/row-menu'
import { Money } from '@/components/pieces/money'
import { Card } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { DropdownMenuItem } from '@/components/ui/dropdown-menu'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { CostPriceView } from '@/lib/margin'
import { Only } from '../../../../_components/staff'
import { useRun } from '../../../../_components/use-run'
import { endCostPrice } from '../actions'
import { CostDialog } from './cost-dialog'
import { costRates } from './cost-rates'

type CostTableProps = { accountId: string; prices: readonly CostPriceView[] }

/** What the account's provider bills today, by model. */
export function CostTable({ accountId, prices }: CostTableProps) {
  const t = useTranslations('operator.costs')
  if (prices.length === 0) {
    return (
      <Card>
        <p className="px-4 py-8 text-center text-ink-soft text-sm">{t('none')}</p>
      </Card>
    )
  }
  return (
    <Card className="overflow-hidden">
      <Table label={t('current')}>
        <TableHeader>
          <TableRow className="hover:bg-transparent">
            <TableHead>{t('model')}</TableHead>
            {costRates.map((rate) => (
              <TableHead key={rate} numeric>
                {t(`rates.${rate}`)}
              </TableHead>
            ))}
            <TableHead>{t('from')}</TableHead>
            <TableHead>
              <span className="sr-only">{t('menu')}</span>
            </TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {prices.map((price) => (
            <TableRow key={price.model}>
              <TableCell className="font-mono text-xs">{price.model}</TableCell>
              {costRates.map((rate) => (
                <CostCell key={rate} nanoUsd={price[rate]} />
              ))}
              <TableCell className="tabular-nums">{price.effectiveFrom ?? t('always')}</TableCell>
              <TableCell className="w-12">
                <Only>
                  <CostMenu accountId={accountId} price={price} />
                </Only>
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  )
}

/** An amount, or that none was given. */
export function CostCell({ nanoUsd }: { nanoUsd: string | null }) {
  return (
    <TableCell numeric>
      {nanoUsd === null ? <span className="text-ink-soft">—</span> : <Money nanoUsd={nanoUsd} />}
    </TableCell>
  )
}

function CostMenu({ accountId, price }: { accountId: string; price: CostPriceView }) {
  const t = useTranslations('operator.costs')
  const { attempt } = useRun()
  const [open, setOpen] = useState<'change' | 'end' | null>(null)
  const { model, latestVersion: version } = price
  return (
    <>
      <RowMenu row={model}>
        <DropdownMenuItem onSelect={() => setOpen('change')}>{t('menuChange')}</DropdownMenuItem>
        <DropdownMenuItem tone="danger" onSelect={() => setOpen('end')}>
          {t('menuEnd')}
        </DropdownMenuItem>
      </RowMenu>
      {open === 'change' && <CostDialog accountId={accountId} price={price} onClose={() => setOpen(null)} />}
      <ConfirmDialog
        open={open === 'end'}
        onOpenChange={(next) => setOpen(next ? 'end' : null)}
        title={t('endTitle', { model })}
        description={t('endHint')}
        confirmLabel={t('endConfirm')}
        onConfirm={() => attempt(() => endCostPrice({ accountId, model, version }), t('ended', { model }))}
      />
    </>
  )
}
