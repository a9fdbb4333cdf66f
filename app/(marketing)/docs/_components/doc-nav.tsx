'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'

const pages = [
  { key: 'start', href: '/docs' },
  { key: 'errors', href: '/docs/errors' },
  { key: 'limits', href: '/docs/limits' },
  { key: 'billing', href: '/docs/billing' },
  { key: 'receipts', href: '/docs/receipts' },
  { key: 'reliability', href: '/docs/reliability' },
  { key: 'performance', href: '/docs/performance' },
  { key: 'management', href: '/docs/management-api' },
] as const

/** Pages of the docs: a column on wide screens, a row that scrolls on phones. */
export function DocNav({ labels }: { labels: Record<(typeof pages)[number]['key'] | 'label', string> }) {
  const pathname = usePathname()
  return (
    <nav aria-label={labels.label} className="min-w-0 lg:sticky lg:top-24 lg:w-52 lg:shrink-0 lg:self-start">
      <ul className="relative flex gap-1 overflow-x-auto pb-2 lg:flex-col lg:pb-0">
        <span aria-hidden className="lane-marking-y absolute inset-y-1 left-0 hidden lg:block" />
        {pages.map(({ key, href }) => (
          <li key={key} className="relative shrink-0">
            <Link
              href={href}
              aria-current={pathname === href ? 'page' : undefined}
              className="focus-ring flex h-9 items-center rounded-lg px-3 text-ink-soft text-sm focus-visible:outline-offset-[-2px] hover:text-ink aria-[current=page]:bg-sunken aria-[current=page]:font-medium aria-[current=page]:text-ink lg:ml-1"
            >
              {labels[key]}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
