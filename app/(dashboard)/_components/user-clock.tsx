'use client'

import { NextIntlClientProvider, useLocale } from 'next-intl'
import type { ReactNode } from 'react'

/** Times below are written in the person's own zone; texts and language are those from above. */
export function UserClock({ timezone, children }: { timezone: string; children: ReactNode }) {
  return (
    <NextIntlClientProvider locale={useLocale()} timeZone={timezone}>
      {children}
    </NextIntlClientProvider>
  )
}
