'use client'

import { SearchIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { Kbd } from '@/components/ui/kbd'
import { openCommandMenu } from './command-menu'

export function CommandTrigger({ className }: { className?: string }) {
  const t = useTranslations('shell')
  return (
    <Button variant="ghost" size="sm" onClick={openCommandMenu} className={cn('text-ink-soft max-md:px-2', className)}>
      <SearchIcon aria-hidden />
      <span className="max-md:sr-only">{t('search')}</span>
      <Kbd className="max-md:hidden">⌘K</Kbd>
    </Button>
  )
}
