import { NuqsAdapter } from 'nuqs/adapters/next/app'
import type { ReactNode } from 'react'
import { NonceProvider } from '@/components/layout/nonce'
import { ThemeProvider } from '@/components/layout/theme-provider'
import { Toaster } from '@/components/ui/toaster'
import { TooltipProvider } from '@/components/ui/tooltip'
import { ClientTexts } from './_texts/client-texts'

/** What every page may rely on: texts, theme, URL state, tooltips, toasts. Layouts below add the texts of their area. */
export function Providers({ nonce, children }: { nonce: string; children: ReactNode }) {
  return (
    <ClientTexts area="root">
      <NonceProvider nonce={nonce}>
        <ThemeProvider nonce={nonce}>
          <NuqsAdapter>
            <TooltipProvider delayDuration={200}>{children}</TooltipProvider>
          </NuqsAdapter>
          <Toaster />
        </ThemeProvider>
      </NonceProvider>
    </ClientTexts>
  )
}
