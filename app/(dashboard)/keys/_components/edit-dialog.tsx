'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { toast } from 'sonner'
import { ActionForm } from '@/components/forms/action-form'
import { SubmitButton } from '@/components/forms/submit-button'
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from '@/components/ui/dialog'
import { updateKeyAction } from '../actions'
import { KeyFields } from './key-fields'
import type { KeyRow, PoolChoice } from './key-row'
import { useKeyForm } from './use-key-form'

type EditDialogProps = { row: KeyRow; pools: readonly PoolChoice[]; onClose: () => void }

export function EditDialog({ row, pools, onClose }: EditDialogProps) {
  const t = useTranslations('keys.edit')
  const router = useRouter()
  const send = useKeyForm(({ name, poolId, limits }) =>
    updateKeyAction({ id: row.id, changes: { name, poolId, ...limits, version: row.version } }),
  )
  const done = () => {
    toast(t('saved', { name: row.name }))
    router.refresh()
    onClose()
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="max-w-2xl">
        <DialogHeader>
          <DialogTitle>{t('title', { name: row.name })}</DialogTitle>
          <DialogDescription>{t('description')}</DialogDescription>
        </DialogHeader>
        <ActionForm action={send} onSuccess={done}>
          <KeyFields pools={pools} row={row} />
          <DialogFooter>
            <SubmitButton>{t('submit')}</SubmitButton>
          </DialogFooter>
        </ActionForm>
      </DialogContent>
    </Dialog>
  )
}
