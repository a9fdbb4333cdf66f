import type { ReactNode } from 'react'

/** Title and lead of a docs page, then its sections in one readable column. */
export function DocPage({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  return (
    <article className="flex min-w-0 max-w-3xl flex-1 flex-col gap-10 pb-20">
      <header className="flex flex-col gap-3">
        <h1 className="font-semibold text-2xl tracking-tight">{title}</h1>
        <p className="text-pretty text-base text-ink-soft leading-7">{lead}</p>
      </header>
      {children}
    </article>
  )
}

/** A part that can be linked to. */
export function DocSection({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section id={id} className="flex min-w-0 scroll-mt-24 flex-col gap-3 leading-7">
      <h2 className="font-semibold text-base">
        <a href={`#${id}`} className="focus-ring rounded-sm hover:underline">
          {title}
        </a>
      </h2>
      {children}
    </section>
  )
}
