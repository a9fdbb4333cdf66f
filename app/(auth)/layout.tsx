import type { ReactNode } from 'react'
import { ClientTexts } from '../_texts/client-texts'

export default function AuthLayout({ children }: { children: ReactNode }) {
  return <ClientTexts area="auth">{children}</ClientTexts>
}
