'use client'

import { createContext, type ReactNode, useContext } from 'react'

declare global {
  /** Where libraries that write style elements look for the page's nonce. */
  var __webpack_nonce__: string | undefined
}

const NonceContext = createContext('')

/** The nonce that this page's own inline styles carry; the policy lets no others in. */
export function NonceProvider({ nonce, children }: { nonce: string; children: ReactNode }) {
  if (typeof window !== 'undefined') globalThis.__webpack_nonce__ ??= nonce
  return <NonceContext value={nonce}>{children}</NonceContext>
}

export const useNonce = () => useContext(NonceContext)
