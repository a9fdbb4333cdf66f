'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { Command, CommandEmpty, CommandGroup, CommandInput, CommandItem, CommandList } from '@/components/ui/command'
import { Dialog, DialogContent, DialogTitle } from '@/components/ui/dialog'
import type { NavGroup } from './nav-types'

const openEvent = 'turnpike:command-menu'

/** Opens the command menu from anywhere on the page. */
export function openCommandMenu(): void {
  window.dispatchEvent(new Event(openEvent))
}

/** ⌘K or Ctrl K over the items of the navigation, and what else there is to do. */
export function CommandMenu({ groups }: { groups: readonly NavGroup[] }) {
  const t = useTranslations('shell')
  const router = useRouter()
  const [open, setOpen] = useState(false)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return
      event.preventDefault()
      setOpen((was) => !was)
    }
    const onOpen = () => setOpen(true)
    window.addEventListener('keydown', onKey)
    window.addEventListener(openEvent, onOpen)
    return () => {
      window.removeEventListener('keydown', onKey)
      window.removeEventListener(openEvent, onOpen)
    }
  }, [])
  const go = (href: string) => {
    setOpen(false)
    router.push(href)
  }
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogContent
        closable={false}
        aria-describedby={undefined}
        className="top-[18%] translate-y-0 gap-0 overflow-hidden p-0"
      >
        <DialogTitle className="sr-only">{t('commandTitle')}</DialogTitle>
        <Command label={t('commandTitle')} loop>
          <CommandInput placeholder={t('commandPlaceholder')} />
          <CommandList>
            <CommandEmpty>{t('commandEmpty')}</CommandEmpty>
            {groups.map((group, index) => (
              <CommandGroup key={group.label ?? index} heading={group.label ?? t('commandGroup')}>
                {group.items.map((item) => (
                  <CommandItem key={item.href} value={`${item.label} ${item.href}`} onSelect={() => go(item.href)}>
                    {item.icon}
                    {item.label}
                  </CommandItem>
                ))}
              </CommandGroup>
            ))}
          </CommandList>
        </Command>
      </DialogContent>
    </Dialog>
  )
}
