'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { toast } from 'sonner'
import { ActionForm } from '@/components/forms/action-form'
import { FormRow } from '@/components/forms/form-row'
import { SubmitButton } from '@/components/forms/submit-button'
import { Button } from '@/components/ui/button'
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { ChoiceField } from '../../_components/choice-field'
import { foldErrors } from '../../_components/fold-errors'
import { numberOf, textOf } from '../../_components/form-values'
import { updateAccounts } from '../actions'
import type { PoolChoice } from './account-dialog'

const keep = 'keep'
const states = {
  [keep]: {},
  enable: { enabled: true },
  disable: { enabled: false },
  drain: { draining: true },
  resume: { draining: false },
} as const
const stateNames = [keep, 'enable', 'disable', 'drain', 'resume'] as const

type BulkBarProps = { selected: readonly string[]; pools: readonly PoolChoice[]; onClear: () => void }

/** What can be done with the accounts that are ticked. */
export function BulkBar({ selected, pools, onClear }: BulkBarProps) {
  const t = useTranslations('operator.bulk')
  const [open, setOpen] = useState(false)
  if (selected.length === 0) return null
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-lg border border-line bg-sunken px-4 py-2">
      <span className="font-medium text-sm">{t('selected', { count: selected.length })}</span>
      <Button size="sm" onClick={() => setOpen(true)}>
        {t('edit')}
      </Button>
      <Button size="sm" variant="ghost" onClick={onClear}>
        {t('clear')}
      </Button>
      <BulkDialog selected={selected} pools={pools} open={open} onOpenChange={setOpen} onDone={onClear} />
    </div>
  )
}

type BulkDialogProps = {
  selected: readonly string[]
  pools: readonly PoolChoice[]
  open: boolean
  onOpenChange: (open: boolean) => void
  onDone: () => void
}

function BulkDialog({ selected, pools, open, onOpenChange, onDone }: BulkDialogProps) {
  const t = useTranslations('operator.bulk')
  const ui = useTranslations('ui')
  const router = useRouter()
  const save = async (form: FormData) =>
    foldErrors(form, await updateAccounts({ accountIds: selected, change: changeOf(form) }))
  const saved = ({ changed, failed }: { changed: string[]; failed: { message: string }[] }) => {
    toast.success(t('changed', { count: changed.length }))
    for (const { message } of failed) toast.error(message)
    onOpenChange(false)
    onDone()
    router.refresh()
  }
  const poolOptions = [
    { value: keep, label: t('keep') },
    ...pools.map((pool) => ({ value: pool.id, label: pool.name })),
  ]
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>{t('title', { count: selected.length })}</DialogTitle>
          <DialogDescription>{t('hint')}</DialogDescription>
        </DialogHeader>
        <ActionForm action={save} onSuccess={saved}>
          <ChoiceField
            label={t('state')}
            name="state"
            defaultValue={keep}
            options={stateNames.map((value) => ({ value, label: t(`states.${value}`) }))}
          />
          <FormRow>
            <Field label={t('concurrencyLimit')} name="change.concurrencyLimit" hint={t('emptyHint')}>
              <Input inputMode="numeric" />
            </Field>
            <Field label={t('priority')} name="change.priority" hint={t('emptyHint')}>
              <Input inputMode="numeric" />
            </Field>
          </FormRow>
          <FormRow>
            <ChoiceField label={t('join')} name="joinPoolId" defaultValue={keep} options={poolOptions} />
            <ChoiceField label={t('leave')} name="leavePoolId" defaultValue={keep} options={poolOptions} />
          </FormRow>
          <DialogFooter>
            <DialogClose asChild>
              <Button>{ui('cancel')}</Button>
            </DialogClose>
            <SubmitButton>{t('submit')}</SubmitButton>
          </DialogFooter>
        </ActionForm>
      </DialogContent>
    </Dialog>
  )
}

function changeOf(form: FormData): Record<string, unknown> {
  const concurrencyLimit = numberOf(form, 'change.concurrencyLimit')
  const priority = numberOf(form, 'change.priority')
  const state = stateNames.find((name) => name === textOf(form, 'state')) ?? keep
  const pool = (name: 'joinPoolId' | 'leavePoolId') => {
    const value = textOf(form, name)
    return value === keep || value === '' ? {} : { [name]: value }
  }
  return {
    ...states[state],
    ...(concurrencyLimit === undefined ? {} : { concurrencyLimit }),
    ...(priority === undefined ? {} : { priority }),
    ...pool('joinPoolId'),
    ...pool('leavePoolId'),
  }
}
