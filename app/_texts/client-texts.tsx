import { NextIntlClientProvider } from 'next-intl'
import { getMessages } from 'next-intl/server'
import type { ReactNode } from 'react'
import { clientNamespaces, type TextArea } from './namespaces'

/** Gives the client components below the texts of their area; what only the server writes never travels. */
export async function ClientTexts({ area, children }: { area: TextArea; children: ReactNode }) {
  const messages = await getMessages()
  const names = clientNamespaces(area, Object.keys(messages))
  const picked = Object.fromEntries(Object.entries(messages).filter(([name]) => names.includes(name)))
  return <NextIntlClientProvider messages={picked}>{children}</NextIntlClientProvider>
}
