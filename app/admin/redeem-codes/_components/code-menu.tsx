'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { RowMenu } from '@/components/data-table/row-menu'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { DropdownMenuItem } from '@/components/ui/dropdown-menu'
import type { RedeemCodeView } from '@/lib/redeem-codes'
import { useMay } from '../../_components/staff'
import { useRun } from '../../_components/use-run'
import { disableBatch, disableCode } from '../actions'

export function CodeMenu({ code: { id, code, batch, state } }: { code: RedeemCodeView }) {
  const t = useTranslations('operator.codes')
  const may = useMay('admin')
  const { attempt } = useRun()
  const [asked, setAsked] = useState<'one' | 'batch' | null>(null)
  if (!may || state === 'disabled') return null
  return (
    <>
      <RowMenu row={code}>
        <DropdownMenuItem tone="danger" onSelect={() => setAsked('one')}>
          {t('menu.disable')}
        </DropdownMenuItem>
        {batch !== '' && (
          <DropdownMenuItem tone="danger" onSelect={() => setAsked('batch')}>
            {t('menu.disableBatch')}
          </DropdownMenuItem>
        )}
      </RowMenu>
      <ConfirmDialog
        open={asked === 'one'}
        onOpenChange={(open) => setAsked(open ? 'one' : null)}
        title={t('disable.title', { code })}
        description={t('disable.description')}
        confirmLabel={t('disable.confirm')}
        onConfirm={() => attempt(() => disableCode({ id }), t('done.disabled', { code }))}
      />
      <ConfirmDialog
        open={asked === 'batch'}
        onOpenChange={(open) => setAsked(open ? 'batch' : null)}
        title={t('disable.batchTitle', { batch })}
        description={t('disable.batchDescription')}
        confirmLabel={t('disable.confirm')}
        onConfirm={() => attempt(() => disableBatch({ batch }), t('done.batchDisabled', { batch }))}
      />
    </>
  )
}
