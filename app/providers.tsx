import { NextIntlClientProvider } from 'next-intl'
import { getMessages } from 'next-intl/server'
import { NuqsAdapter } from 'nuqs/adapters/next/app'
import type { ReactNode } from 'react'
import { ThemeProvider } from '@/components/layout/theme-provider'
import { Toaster } from '@/components/ui/toaster'
import { TooltipProvider } from '@/components/ui/tooltip'

/** What every page may rely on: texts, theme, URL state, tooltips, toasts. */
export async function Providers({ nonce, children }: { nonce: string; children: ReactNode }) {
  // Long texts that only the server writes needn't travel with every page.
  const { docs: _docs, landing: _landing, ...messages } = await getMessages()
  return (
    <NextIntlClientProvider messages={messages}>
      <ThemeProvider nonce={nonce}>
        <NuqsAdapter>
          <TooltipProvider delayDuration={200}>{children}</TooltipProvider>
        </NuqsAdapter>
        <Toaster />
      </ThemeProvider>
    </NextIntlClientProvider>
  )
}
