'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Sheet, SheetContent, SheetDescription, SheetHeader, SheetTitle } from '@/components/ui/sheet'
import { useUsageQuery } from './use-usage-query'

/** The side panel of one request; closing it takes its id out of the URL. */
export function RequestPanel({ requestId, children }: { requestId: string; children: ReactNode }) {
  const t = useTranslations('usage.panel')
  const { query, open } = useUsageQuery()
  return (
    <Sheet open={query.request !== null} onOpenChange={(shown) => !shown && open(null)}>
      <SheetContent className="max-w-lg">
        <SheetHeader>
          <SheetTitle className="font-semibold text-base">{t('title')}</SheetTitle>
          <SheetDescription className="break-all font-mono text-ink-soft text-xs">{requestId}</SheetDescription>
        </SheetHeader>
        {children}
      </SheetContent>
    </Sheet>
  )
}
