import { NextIntlClientProvider } from 'next-intl'
import { NuqsAdapter } from 'nuqs/adapters/next/app'
import type { ReactNode } from 'react'
import { ThemeProvider } from '@/components/layout/theme-provider'
import { Toaster } from '@/components/ui/toaster'
import { TooltipProvider } from '@/components/ui/tooltip'

/** What every page may rely on: texts, theme, URL state, tooltips, toasts. */
export function Providers({ nonce, children }: { nonce: string; children: ReactNode }) {
  return (
    <NextIntlClientProvider>
      <ThemeProvider nonce={nonce}>
        <NuqsAdapter>
          <TooltipProvider delayDuration={200}>{children}</TooltipProvider>
        </NuqsAdapter>
        <Toaster />
      </ThemeProvider>
    </NextIntlClientProvider>
  )
}
