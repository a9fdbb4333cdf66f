'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { toast } from 'sonner'
import { ActionForm } from '@/components/forms/action-form'
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
import type { AccountPoolView } from '@/lib/account-pools'
import { foldErrors } from '../../_components/fold-errors'
import { listOf, numberOf, textOf } from '../../_components/form-values'
import { createPool, updatePool } from '../actions'
import { PoolFields } from './pool-fields'

export type AccountChoice = { id: string; name: string; protocol: string; shard: string }

type PoolDialogProps = {
  /** Null = a new one. */
  pool: AccountPoolView | null
  accounts: readonly AccountChoice[]
  open: boolean
  onOpenChange: (open: boolean) => void
}

export function PoolDialog({ pool, accounts, open, onOpenChange }: PoolDialogProps) {
  const t = useTranslations('admin.pools')
  const ui = useTranslations('ui')
  const router = useRouter()
  const save = async (form: FormData) =>
    foldErrors(
      form,
      pool
        ? await updatePool({ ...inputOf(form), id: pool.id, version: pool.version })
        : await createPool(inputOf(form)),
    )
  const saved = (view: AccountPoolView) => {
    toast.success(t(pool ? 'done.saved' : 'done.added', { name: view.name }))
    onOpenChange(false)
    router.refresh()
  }
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent className="max-w-2xl">
        <DialogHeader>
          <DialogTitle>{pool ? t('form.edit', { name: pool.name }) : t('form.add')}</DialogTitle>
          <DialogDescription>{t('form.hint')}</DialogDescription>
        </DialogHeader>
        <ActionForm action={save} onSuccess={saved}>
          <PoolFields pool={pool} accounts={accounts} />
          <DialogFooter>
            <DialogClose asChild>
              <Button>{ui('cancel')}</Button>
            </DialogClose>
            <SubmitButton>{t(pool ? 'form.save' : 'form.create')}</SubmitButton>
          </DialogFooter>
        </ActionForm>
      </DialogContent>
    </Dialog>
  )
}

function inputOf(form: FormData): Record<string, unknown> {
  const chosen = (name: string) => form.getAll(name).filter((value) => value !== '')
  return {
    name: textOf(form, 'name'),
    description: textOf(form, 'description'),
    protocols: chosen('protocols'),
    rateMultiplier: textOf(form, 'rateMultiplier') || '1',
    visibility: textOf(form, 'visibility'),
    instructionsPolicy: textOf(form, 'instructionsPolicy'),
    instructions: textOf(form, 'instructions'),
    disconnectPolicy: textOf(form, 'disconnectPolicy'),
    maxWaiting: numberOf(form, 'maxWaiting'),
    idleTimeoutMs: numberOf(form, 'idleTimeoutMs'),
    accountIds: chosen('accountIds'),
    userIds: listOf(form, 'userIds'),
  }
}
