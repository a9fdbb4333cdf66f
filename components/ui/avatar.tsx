'use client'

import { Avatar as AvatarPrimitive } from 'radix-ui'
import { cn } from './cn'

export type AvatarProps = { name: string; src?: string | null; className?: string }

/** A picture, or the initials of a name; the name itself must stand beside it. */
export function Avatar({ name, src, className }: AvatarProps) {
  return (
    <AvatarPrimitive.Root
      data-slot="avatar"
      aria-hidden
      className={cn('inline-flex size-7 shrink-0 select-none overflow-hidden rounded-full bg-ink', className)}
    >
      {src && <AvatarPrimitive.Image src={src} alt="" className="size-full object-cover" />}
      <AvatarPrimitive.Fallback className="grid size-full place-items-center font-medium text-surface text-xs">
        {initials(name)}
      </AvatarPrimitive.Fallback>
    </AvatarPrimitive.Root>
  )
}

function initials(name: string): string {
  const words =
    name
      .split('@')[0]
      ?.split(/[\s._-]+/)
      .filter(Boolean) ?? []
  return words
    .slice(0, 2)
    .map((word) => Array.from(word)[0]?.toUpperCase() ?? '')
    .join('')
}
