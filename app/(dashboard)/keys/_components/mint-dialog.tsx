'use client'

import { PlusIcon } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { SnippetModels } from '@/app/_snippets/client-snippets'
import { ActionForm } from '@/components/forms/action-form'
import { SubmitButton } from '@/components/forms/submit-button'
import { Button } from '@/components/ui/button'
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from '@/components/ui/dialog'
import { mintKeyAction } from '../actions'
import { KeyFields } from './key-fields'
import type { PoolChoice } from './key-row'
import { SecretPanel } from './secret-panel'
import { stayOpen } from './stay-open'
import { useKeyForm } from './use-key-form'

type MintDialogProps = {
  pools: readonly PoolChoice[]
  origin: string
  models: SnippetModels
  defaultOpen: boolean
}

/** Step 1: what the key may do. Step 2: its secret, once; only "I've saved it" closes that. */
export function MintDialog({ pools, origin, models, defaultOpen }: MintDialogProps) {
  const t = useTranslations('keys')
  const router = useRouter()
  const [open, setOpen] = useState(defaultOpen && pools.length > 0)
  const [secret, setSecret] = useState<string | null>(null)
  const send = useKeyForm(({ name, poolId, limits }) => mintKeyAction({ name, poolId, ...limits }))
  const close = () => {
    setSecret(null)
    setOpen(false)
    router.replace('/keys')
    router.refresh()
  }
  return (
    <Dialog open={open} onOpenChange={(next) => secret === null && setOpen(next)}>
      <DialogTrigger asChild>
        <Button variant="primary" disabled={pools.length === 0}>
          <PlusIcon aria-hidden />
          {t('new')}
        </Button>
      </DialogTrigger>
      {secret === null ? (
        <DialogContent className="max-w-2xl">
          <DialogHeader>
            <DialogTitle>{t('mint.title')}</DialogTitle>
            <DialogDescription>{t('mint.description')}</DialogDescription>
          </DialogHeader>
          <ActionForm action={send} onSuccess={(minted) => setSecret(minted.key)}>
            <KeyFields pools={pools} />
            <DialogFooter>
              <SubmitButton>{t('mint.submit')}</SubmitButton>
            </DialogFooter>
          </ActionForm>
        </DialogContent>
      ) : (
        <DialogContent className="max-w-2xl" closable={false} {...stayOpen}>
          <SecretPanel title={t('secret.title')} secret={secret} origin={origin} models={models} onSaved={close} />
        </DialogContent>
      )}
    </Dialog>
  )
}
