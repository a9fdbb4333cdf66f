import Link from 'next/link'
import type { ReactNode } from 'react'

/** A link in running text of these pages. */
export function AuthLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link href={href} className="focus-ring rounded-sm font-medium text-accent underline underline-offset-4">
      {children}
    </Link>
  )
}
