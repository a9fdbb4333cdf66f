'use client'

import { SearchIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { Kbd } from '@/components/ui/kbd'
import { openCommandMenu } from './command-menu'

export function CommandTrigger() {
  const t = useTranslations('shell')
  return (
    <Button variant="ghost" size="sm" onClick={openCommandMenu} className="text-ink-soft max-sm:px-2">
      <SearchIcon aria-hidden />
      <span className="max-sm:sr-only">{t('search')}</span>
      <Kbd className="max-sm:hidden">⌘K</Kbd>
    </Button>
  )
}
