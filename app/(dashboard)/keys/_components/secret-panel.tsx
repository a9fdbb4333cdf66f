'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { clientSnippets, type SnippetModels } from '@/app/_snippets/client-snippets'
import { Button } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { CopyButton } from '@/components/ui/copy-button'
import { DialogDescription, DialogFooter, DialogHeader, DialogTitle } from '@/components/ui/dialog'

type SecretPanelProps = {
  title: string
  secret: string
  origin: string
  models: SnippetModels
  /** What became of the secret before. */
  note?: ReactNode
  onSaved: () => void
}

/** The one time a secret is on a screen. It came as a prop of an open dialog and goes with it. */
export function SecretPanel({ title, secret, origin, models, note, onSaved }: SecretPanelProps) {
  const t = useTranslations('keys.secret')
  const snippets = clientSnippets({ origin, secret, models })
  return (
    <>
      <DialogHeader>
        <DialogTitle>{title}</DialogTitle>
        <DialogDescription>{t('description')}</DialogDescription>
      </DialogHeader>
      <div className="flex flex-col gap-3 rounded-lg border border-line bg-sunken p-3">
        <output
          aria-label={t('label')}
          data-testid="secret"
          className="select-all break-all font-mono text-sm leading-6"
        >
          {secret}
        </output>
        <CopyButton value={secret} label={t('copy')} className="self-start" autoFocus />
      </div>
      {note && <p className="text-sm">{note}</p>}
      {snippets.length > 0 && (
        <div className="flex min-w-0 flex-col gap-2">
          <h3 className="font-semibold text-sm">{t('use')}</h3>
          <CodeBlock snippets={snippets} />
        </div>
      )}
      <DialogFooter>
        <Button variant="primary" onClick={onSaved}>
          {t('saved')}
        </Button>
      </DialogFooter>
    </>
  )
}
