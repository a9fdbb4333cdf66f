'use client'

import { XIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Dialog as SheetPrimitive } from 'radix-ui'
import type { ComponentProps } from 'react'
import { Button } from './button'
import { cn } from './cn'
import { veilClasses } from './overlay-classes'

export const Sheet = SheetPrimitive.Root
export const SheetTrigger = SheetPrimitive.Trigger
export const SheetTitle = SheetPrimitive.Title
export const SheetDescription = SheetPrimitive.Description

export type SheetContentProps = ComponentProps<typeof SheetPrimitive.Content> & { side?: 'left' | 'right' }

/** A panel over the edge of the page: drawer on phones, details of a row on wide screens. */
export function SheetContent({ className, children, side = 'right', ...props }: SheetContentProps) {
  const t = useTranslations('ui')
  return (
    <SheetPrimitive.Portal>
      <SheetPrimitive.Overlay className={veilClasses} />
      <SheetPrimitive.Content
        data-slot="sheet-content"
        className={cn(
          'fixed inset-y-0 z-50 flex w-[calc(100%-2rem)] max-w-md flex-col gap-5 overflow-y-auto bg-surface p-6 text-ink shadow-overlay outline-none duration-200 data-[state=closed]:animate-out data-[state=open]:animate-in',
          side === 'right'
            ? 'right-0 border-l data-[state=closed]:slide-out-to-right data-[state=open]:slide-in-from-right'
            : 'left-0 border-r data-[state=closed]:slide-out-to-left data-[state=open]:slide-in-from-left',
          className,
        )}
        {...props}
      >
        {children}
        <SheetPrimitive.Close asChild>
          <Button variant="ghost" size="icon-sm" className="absolute top-3 right-3" aria-label={t('close')}>
            <XIcon />
          </Button>
        </SheetPrimitive.Close>
      </SheetPrimitive.Content>
    </SheetPrimitive.Portal>
  )
}

export function SheetHeader({ className, ...props }: ComponentProps<'div'>) {
  return <div data-slot="sheet-header" className={cn('flex flex-col gap-1 pr-8', className)} {...props} />
}
