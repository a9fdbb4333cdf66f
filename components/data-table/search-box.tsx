'use client'

import { SearchIcon, XIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useRef, useState } from 'react'
import { cn } from '@/components/ui/cn'
import { Input } from '@/components/ui/input'

export type SearchBoxProps = {
  /** What is searched: "Search keys by name". */
  label: string
  value: string
  /** Called once typing has paused. */
  onChange: (value: string) => void
  className?: string
}

const pauseMs = 300

export function SearchBox({ label, value, onChange, className }: SearchBoxProps) {
  const t = useTranslations('ui')
  const [text, setText] = useState(value)
  const latest = useRef(onChange)
  latest.current = onChange
  useEffect(() => setText(value), [value])
  useEffect(() => {
    if (text === value) return
    const timer = setTimeout(() => latest.current(text), pauseMs)
    return () => clearTimeout(timer)
  }, [text, value])
  return (
    <div data-slot="search-box" className={cn('relative w-full sm:w-64', className)}>
      <SearchIcon aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink-soft" />
      <Input
        type="search"
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="h-8 px-8 [&::-webkit-search-cancel-button]:hidden"
      />
      {text && (
        <button
          type="button"
          aria-label={t('clearSearch')}
          onClick={() => {
            setText('')
            onChange('')
          }}
          className="focus-ring touch-target absolute top-1 right-1 grid size-6 place-items-center rounded-sm text-ink-soft hover:text-ink"
        >
          <XIcon className="size-3.5" />
        </button>
      )}
    </div>
  )
}
