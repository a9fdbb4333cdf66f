'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { cn } from './cn'
import { CopyButton } from './copy-button'
import { Tabs, TabsContent, TabsList, TabsTrigger } from './tabs'

export type Snippet = { label: string; code: string }

export type CodeBlockProps = {
  /** One snippet, or several as tabs. */
  snippets: readonly Snippet[]
  className?: string
  wrap?: boolean
}

/** Becomes part of an element's id, where a space would part it in two. */
const tabOf = (snippet: Snippet) => snippet.label.replaceAll(/\s+/g, '-')

export function CodeBlock({ snippets, className, wrap = false }: CodeBlockProps) {
  const t = useTranslations('ui')
  const first = snippets[0]
  const [active, setActive] = useState(first ? tabOf(first) : '')
  const shown = snippets.find((snippet) => tabOf(snippet) === active) ?? first
  if (!first || !shown) return null
  return (
    <Tabs
      data-slot="code-block"
      value={tabOf(shown)}
      onValueChange={setActive}
      className={cn('min-w-0 gap-0 overflow-hidden rounded-lg border border-line bg-sunken', className)}
    >
      <div className="flex h-10 items-center justify-between gap-4 border-line border-b bg-surface pr-1 pl-4">
        <TabsList aria-label={t('snippets')} className="self-stretch border-0">
          {snippets.map((snippet) => (
            <TabsTrigger key={snippet.label} value={tabOf(snippet)} className="mb-0 h-full text-xs">
              {snippet.label}
            </TabsTrigger>
          ))}
        </TabsList>
        <CopyButton value={shown.code} />
      </div>
      {snippets.map((snippet) => (
        <TabsContent
          key={snippet.label}
          value={tabOf(snippet)}
          className="overflow-x-auto focus-visible:outline-offset-[-2px]"
        >
          <pre
            className={cn(
              'p-4 font-mono text-xs leading-5',
              wrap ? 'whitespace-pre-wrap break-all' : 'w-max min-w-full',
            )}
          >
            <code>{snippet.code}</code>
          </pre>
        </TabsContent>
      ))}
    </Tabs>
  )
}
