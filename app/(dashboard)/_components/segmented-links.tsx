import Link from 'next/link'

type SegmentedLinksProps = {
  label: string
  items: readonly { href: string; label: string; active: boolean }[]
}

/** One choice of a few that lives in the URL: works before scripts do, and each choice can be shared. */
export function SegmentedLinks({ label, items }: SegmentedLinksProps) {
  return (
    <nav aria-label={label} className="max-w-full overflow-x-auto">
      <ul className="inline-flex gap-0.5 rounded-lg border border-line bg-surface p-0.5">
        {items.map((item) => (
          <li key={item.href}>
            <Link
              href={item.href}
              scroll={false}
              aria-current={item.active ? 'true' : undefined}
              className="focus-ring flex h-7 items-center whitespace-nowrap rounded-md px-2.5 text-ink-soft text-xs hover:text-ink aria-[current]:bg-sunken aria-[current]:font-medium aria-[current]:text-ink pointer-coarse:h-10"
            >
              {item.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
