'use client'

import { UploadIcon } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { toast } from 'sonner'
import { ActionForm } from '@/components/forms/action-form'
import type { ActionResult } from '@/components/forms/action-result'
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
  DialogTrigger,
} from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { ChoiceField } from '../../_components/choice-field'
import { textOf } from '../../_components/form-values'
import { useMay } from '../../_components/staff'

type Imported = { rows: number; firstDay: string; lastDay: string }
type ImportUsageProps = { accounts: readonly { id: string; name: string }[]; chosen: string | null }

/** Takes in what a provider's own export says of an account. */
export function ImportUsage({ accounts, chosen }: ImportUsageProps) {
  const t = useTranslations('operator.margin.import')
  const ui = useTranslations('ui')
  const router = useRouter()
  const may = useMay('admin')
  const [open, setOpen] = useState(false)
  const save = async (form: FormData): Promise<ActionResult<Imported>> => {
    const file = form.get('file')
    if (!(file instanceof File) || file.size === 0) {
      return { ok: false, error: { code: 'invalid_request', message: t('noFile'), fieldErrors: { file: t('noFile') } } }
    }
    const response = await fetch(`/admin/margin/import?account=${encodeURIComponent(textOf(form, 'account'))}`, {
      method: 'POST',
      body: file,
    })
    // Our own route answers in this form.
    return (await response.json()) as ActionResult<Imported>
  }
  const saved = ({ rows, firstDay, lastDay }: Imported) => {
    toast.success(t('done', { rows, firstDay, lastDay }))
    setOpen(false)
    router.refresh()
  }
  if (!may || chosen === null) return null
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button>
          <UploadIcon aria-hidden />
          {t('open')}
        </Button>
      </DialogTrigger>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>{t('title')}</DialogTitle>
          <DialogDescription>{t('hint')}</DialogDescription>
        </DialogHeader>
        <ActionForm action={save} onSuccess={saved}>
          <ChoiceField
            label={t('account')}
            name="account"
            defaultValue={chosen}
            options={accounts.map((account) => ({ value: account.id, label: account.name }))}
          />
          <Field label={t('file')} name="file" hint={t('fileHint')}>
            <Input type="file" accept=".json,.csv,application/json,text/csv" />
          </Field>
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
