'use client'

import './globals.css'
import errors from '@/messages/en/errors.json'
import ui from '@/messages/en/ui.json'

/** Stands in when even the root layout failed, so nothing may be assumed but English and the style sheet. */
export default function GlobalError({ reset }: { error: Error; reset: () => void }) {
  const { title, descriptionPlain } = errors.page
  return (
    <html lang="en">
      <body className="grid min-h-dvh place-items-center p-6">
        <main className="flex max-w-sm flex-col items-center gap-4 text-center">
          <h1 className="font-semibold text-2xl tracking-tight">{title}</h1>
          <p className="text-ink-soft">{descriptionPlain}</p>
          <button
            type="button"
            onClick={reset}
            className="focus-ring h-9 rounded-lg border border-edge px-4 font-medium"
          >
            {ui.tryAgain}
          </button>
        </main>
      </body>
    </html>
  )
}
