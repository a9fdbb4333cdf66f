import type { ReactNode } from 'react'
import { Brand } from './brand'
import { LanguageSwitch } from './language-switch'
import { SkipLink } from './skip-link'
import { ThemeSwitch } from './theme-switch'

export type AuthShellProps = {
  title: string
  description?: ReactNode
  children: ReactNode
  /** Below the card: "No account yet? …". */
  footer?: ReactNode
}

/** One card on an empty road: sign in, sign up, passwords. */
export function AuthShell({ title, description, children, footer }: AuthShellProps) {
  return (
    <div data-slot="auth-shell" className="flex min-h-dvh flex-col">
      <SkipLink />
      <header className="flex h-16 items-center justify-between px-4 md:px-8">
        <Brand href="/" />
        <div className="flex items-center gap-1">
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
      </header>
      <main
        id="content"
        tabIndex={-1}
        className="relative flex flex-1 flex-col items-center px-4 pt-[8vh] pb-16 outline-none"
      >
        <div className="w-full max-w-sm">
          <div className="rounded-lg border border-line bg-surface">
            <div className="flex flex-col gap-1 px-6 pt-6">
              <h1 className="font-semibold text-2xl tracking-tight">{title}</h1>
              {description && <p className="text-ink-soft text-sm">{description}</p>}
            </div>
            <div className="lane-marking mx-6 mt-5" aria-hidden />
            <div className="p-6">{children}</div>
          </div>
          {footer && <div className="pt-5 text-center text-ink-soft text-sm">{footer}</div>}
        </div>
      </main>
    </div>
  )
}
