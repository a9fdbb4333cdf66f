'use client'

import { PlusIcon } from 'lucide-react'
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
  DialogTrigger,
} from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import type { UserView } from '@/lib/users'
import { ChoiceField } from '../../_components/choice-field'
import { foldErrors } from '../../_components/fold-errors'
import { numberOf, textOf } from '../../_components/form-values'
import { useMay } from '../../_components/staff'
import { addUser } from '../actions'
import { userRoles } from '../search-params'

export function AddUser() {
  const may = useMay('admin')
  const t = useTranslations('admin.users')
  const ui = useTranslations('ui')
  const router = useRouter()
  const [open, setOpen] = useState(false)
  const save = async (form: FormData) => foldErrors(form, await addUser(inputOf(form)))
  const saved = (user: UserView) => {
    toast.success(t('done.added', { email: user.email }))
    setOpen(false)
    router.push(`/admin/users/${user.id}`)
  }
  if (!may) return null
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button variant="primary">
          <PlusIcon aria-hidden />
          {t('add')}
        </Button>
      </DialogTrigger>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>{t('form.add')}</DialogTitle>
          <DialogDescription>{t('form.addHint')}</DialogDescription>
        </DialogHeader>
        <ActionForm action={save} onSuccess={saved}>
          <FormRow>
            <Field label={t('form.email')} name="email">
              <Input type="email" autoComplete="off" />
            </Field>
            <Field label={t('form.name')} name="name" optional>
              <Input autoComplete="off" />
            </Field>
          </FormRow>
          <Field label={t('form.password')} name="password" hint={t('form.passwordHint')} optional>
            <Input type="password" autoComplete="new-password" />
          </Field>
          <FormRow>
            <ChoiceField
              label={t('columns.role')}
              name="role"
              defaultValue="customer"
              options={userRoles.map((value) => ({ value, label: t(`roles.${value}`) }))}
            />
            <Field label={t('limits.concurrencyLimit')} name="concurrencyLimit" hint={t('form.defaultHint')} optional>
              <Input inputMode="numeric" />
            </Field>
          </FormRow>
          <DialogFooter>
            <DialogClose asChild>
              <Button>{ui('cancel')}</Button>
            </DialogClose>
            <SubmitButton>{t('form.create')}</SubmitButton>
          </DialogFooter>
        </ActionForm>
      </DialogContent>
    </Dialog>
  )
}

function inputOf(form: FormData): Record<string, unknown> {
  // As typed: a password may begin or end with a space.
  const password = form.get('password')
  const concurrencyLimit = numberOf(form, 'concurrencyLimit')
  return {
    email: textOf(form, 'email'),
    name: textOf(form, 'name'),
    role: textOf(form, 'role'),
    ...(password === '' ? {} : { password }),
    ...(concurrencyLimit === undefined ? {} : { concurrencyLimit }),
  }
}
