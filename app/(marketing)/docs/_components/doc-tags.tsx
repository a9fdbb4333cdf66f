import Link from 'next/link'
import type { ReactNode } from 'react'

const link = (href: string) => (chunks: ReactNode) => (
  <Link href={href} className="focus-ring rounded-sm text-accent underline underline-offset-4">
    {chunks}
  </Link>
)

/** What the texts of the docs may be made of. */
export const docTags = {
  p: (chunks: ReactNode) => <p>{chunks}</p>,
  c: (chunks: ReactNode) => <code className="rounded-sm bg-sunken px-1 py-0.5 font-mono text-[0.9em]">{chunks}</code>,
  list: (chunks: ReactNode) => <ol className="flex list-decimal flex-col gap-2 pl-5">{chunks}</ol>,
  li: (chunks: ReactNode) => <li>{chunks}</li>,
  keys: link('/keys'),
  usage: link('/usage'),
  models: link('/models'),
  tokens: link('/admin/management-tokens'),
  // A document, not a page: nothing to prefetch.
  openapi: (chunks: ReactNode) => (
    <a href="/api/openapi.json" className="focus-ring rounded-sm text-accent underline underline-offset-4">
      {chunks}
    </a>
  ),
}
