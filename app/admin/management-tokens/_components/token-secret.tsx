'use client'

import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { CopyButton } from '@/components/ui/copy-button'
import { DialogDescription, DialogFooter, DialogHeader, DialogTitle } from '@/components/ui/dialog'

/** The one time a token is shown; it lives nowhere but in this dialog. */
export function TokenSecret({ secret, onClose }: { secret: string; onClose: () => void }) {
  const t = useTranslations('admin.tokens.secret')
  return (
    <>
      <DialogHeader>
        <DialogTitle>{t('title')}</DialogTitle>
        <DialogDescription>{t('description')}</DialogDescription>
      </DialogHeader>
      <div className="flex items-center gap-2">
        <code
          data-secret
          className="min-w-0 flex-1 break-all rounded-lg border border-line bg-sunken px-3 py-2 font-mono text-sm"
        >
          {secret}
        </code>
        <CopyButton value={secret} />
      </div>
      <Callout tone="amber">{t('warning')}</Callout>
      <DialogFooter>
        <Button variant="primary" onClick={onClose}>
          {t('saved')}
        </Button>
      </DialogFooter>
    </>
  )
}
