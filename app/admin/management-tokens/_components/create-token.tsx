'use client'

import { PlusIcon } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ActionForm } from '@/components/forms/action-form'
import { SubmitButton } from '@/components/forms/submit-button'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
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
import { CheckboxGroup } from '../../_components/checkbox-group'
import { ChoiceField } from '../../_components/choice-field'
import { foldErrors } from '../../_components/fold-errors'
import { textOf } from '../../_components/form-values'
import { useMay } from '../../_components/staff'
import { createToken } from '../actions'
import { TokenSecret } from './token-secret'

const lifetimes = ['30', '90', '365', 'never'] as const
const dayMs = 86_400_000

/** Makes a token in two steps: what it may do, then the secret, once. */
export function CreateToken({ scopes }: { scopes: readonly string[] }) {
  const may = useMay('owner')
  const t = useTranslations('admin.tokens')
  const router = useRouter()
  const [open, setOpen] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  const close = () => {
    setOpen(false)
    setSecret(null)
    router.refresh()
  }
  if (!may) return null
  return (
    <>
      <Button variant="primary" onClick={() => setOpen(true)}>
        <PlusIcon aria-hidden />
        {t('create')}
      </Button>
      <Dialog open={open} onOpenChange={(next) => (next ? setOpen(true) : secret === null && close())}>
        <DialogContent className="max-w-2xl" closable={secret === null}>
          {secret === null ? (
            <TokenForm scopes={scopes} onCreated={setSecret} />
          ) : (
            <TokenSecret secret={secret} onClose={close} />
          )}
        </DialogContent>
      </Dialog>
    </>
  )
}

function TokenForm({ scopes, onCreated }: { scopes: readonly string[]; onCreated: (secret: string) => void }) {
  const t = useTranslations('admin.tokens')
  const ui = useTranslations('ui')
  const save = async (form: FormData) => foldErrors(form, await createToken(inputOf(form)))
  return (
    <>
      <DialogHeader>
        <DialogTitle>{t('form.title')}</DialogTitle>
        <DialogDescription>{t('form.description')}</DialogDescription>
      </DialogHeader>
      <ActionForm action={save} onSuccess={({ token }) => onCreated(token)}>
        <Field label={t('form.name')} name="name" hint={t('form.nameHint')}>
          <Input autoComplete="off" />
        </Field>
        <ChoiceField
          label={t('form.expires')}
          name="lifetime"
          defaultValue="90"
          options={lifetimes.map((value) => ({ value, label: t(`form.lifetimes.${value}`) }))}
        />
        <CheckboxGroup legend={t('form.scopes')} hint={t('form.scopesHint')}>
          <div className="grid w-full gap-2 sm:grid-cols-3">
            {scopes.map((scope) => (
              <Field key={scope} label={<span className="font-mono text-xs">{scope}</span>} layout="row">
                <Checkbox name="scopes" value={scope} defaultChecked={scope.endsWith(':read')} />
              </Field>
            ))}
          </div>
        </CheckboxGroup>
        <DialogFooter>
          <DialogClose asChild>
            <Button>{ui('cancel')}</Button>
          </DialogClose>
          <SubmitButton>{t('create')}</SubmitButton>
        </DialogFooter>
      </ActionForm>
    </>
  )
}

function inputOf(form: FormData): Record<string, unknown> {
  const days = Number(textOf(form, 'lifetime'))
  return {
    name: textOf(form, 'name'),
    scopes: form.getAll('scopes'),
    expiresAt: Number.isFinite(days) ? new Date(Date.now() + days * dayMs).toISOString() : null,
  }
}
