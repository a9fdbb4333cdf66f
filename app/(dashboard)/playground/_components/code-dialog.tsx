'use client'

import { CodeIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from '@/components/ui/dialog'
import type { CallSnippet } from './call-code'

/** The conversation as a program: what is shown runs with the key in the environment. */
export function CodeDialog({ snippets }: { snippets: () => readonly CallSnippet[] }) {
  const t = useTranslations('playground.code')
  return (
    <Dialog>
      <DialogTrigger asChild>
        <Button size="sm">
          <CodeIcon aria-hidden />
          {t('open')}
        </Button>
      </DialogTrigger>
      <DialogContent className="max-w-2xl">
        <DialogHeader>
          <DialogTitle>{t('title')}</DialogTitle>
          <DialogDescription>{t('description')}</DialogDescription>
        </DialogHeader>
        <Snippets snippets={snippets} />
      </DialogContent>
    </Dialog>
  )
}

function Snippets({ snippets }: { snippets: () => readonly CallSnippet[] }) {
  return <CodeBlock snippets={snippets()} />
}
