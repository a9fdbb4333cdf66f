'use client'

import { useTheme } from 'next-themes'
import { Toaster as Sonner } from 'sonner'

const toastStyle = {
  '--normal-bg': 'var(--surface)',
  '--normal-text': 'var(--ink)',
  '--normal-border': 'var(--line)',
  '--border-radius': '8px',
  '--width': '360px',
} as React.CSSProperties

/** Once per page; say things with `toast()` of sonner. */
export function Toaster() {
  const { resolvedTheme } = useTheme()
  return (
    <Sonner
      theme={resolvedTheme === 'dark' ? 'dark' : 'light'}
      position="bottom-right"
      style={toastStyle}
      toastOptions={{ classNames: { toast: 'font-sans!', error: 'text-red!', description: 'text-ink-soft!' } }}
    />
  )
}
