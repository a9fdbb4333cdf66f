'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { toast } from 'sonner'
import { RowMenu } from '@/components/data-table/row-menu'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { DropdownMenuItem, DropdownMenuSeparator } from '@/components/ui/dropdown-menu'
import type { AlertRuleView } from '@/lib/alerts/schemas'
import { useMay } from '../../_components/staff'
import { useRun } from '../../_components/use-run'
import { deleteRule, testRule, updateRule } from '../actions'
import { SilenceDialog } from './silence-dialog'

type RuleMenuProps = { rule: AlertRuleView; onEdit: (rule: AlertRuleView) => void }

export function RuleMenu({ rule, onEdit }: RuleMenuProps) {
  const may = useMay('admin')
  const t = useTranslations('alerts')
  const { run, attempt } = useRun()
  const sendTest = useTestSending()
  const [asked, setAsked] = useState<'silence' | 'delete' | null>(null)
  const { id, name, enabled } = rule
  if (!may) return null
  const toggled = t(enabled ? 'done.off' : 'done.on', { name })
  return (
    <>
      <RowMenu row={name}>
        <DropdownMenuItem onSelect={() => onEdit(rule)}>{t('menu.edit')}</DropdownMenuItem>
        <DropdownMenuItem onSelect={() => sendTest(rule)}>{t('menu.test')}</DropdownMenuItem>
        <DropdownMenuItem onSelect={() => setAsked('silence')}>{t('menu.silence')}</DropdownMenuItem>
        <DropdownMenuItem onSelect={() => run(() => updateRule({ id, enabled: !enabled }), toggled)}>
          {t(enabled ? 'menu.off' : 'menu.on')}
        </DropdownMenuItem>
        <DropdownMenuSeparator />
        <DropdownMenuItem tone="danger" onSelect={() => setAsked('delete')}>
          {t('menu.delete')}
        </DropdownMenuItem>
      </RowMenu>
      {asked === 'silence' && <SilenceDialog rule={{ id, name }} onClose={() => setAsked(null)} />}
      <ConfirmDialog
        open={asked === 'delete'}
        onOpenChange={(open) => setAsked(open ? 'delete' : null)}
        title={t('delete.title', { name })}
        description={t('delete.description')}
        confirmLabel={t('delete.confirm')}
        onConfirm={() => attempt(() => deleteRule({ id }), t('done.deleted', { name }))}
      />
    </>
  )
}

/** Sends a test and says for each place how it fared. */
function useTestSending() {
  const t = useTranslations('alerts.test')
  const admin = useTranslations('admin')
  return ({ id, name }: AlertRuleView) => {
    const sending = toast.loading(t('sending', { name }))
    testRule({ id }).then(
      (result) => {
        toast.dismiss(sending)
        if (!result.ok) return toast.error(result.error.message)
        for (const { target, status, lastError } of result.data) {
          if (status === 'sent') toast.success(t('sent', { target }))
          else toast.error(t('failed', { target, reason: lastError ?? '' }))
        }
      },
      () => toast.error(admin('unreachable'), { id: sending }),
    )
  }
}
