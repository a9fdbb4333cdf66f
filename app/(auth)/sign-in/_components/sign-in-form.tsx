'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Callout } from '@/components/ui/callout'
import { CodeStep } from './code-step'
import { PasswordStep } from './password-step'
import { ProviderButtons } from './provider-buttons'
import type { FirstFactor } from './send-sign-in'
import { useFailureText } from './use-failure-text'

type SignInFormProps = {
  next: string
  ticket: string | null
  failure: string | null
  providers: readonly string[]
}

/** Password first; the code only when the account asks for one. The password stays in this component's memory. */
export function SignInForm({ next, ticket, failure, providers }: SignInFormProps) {
  const t = useTranslations('auth.signIn')
  const failureText = useFailureText()
  const [first, setFirst] = useState<FirstFactor | null>(ticket ? { ticket } : null)
  // A full load, so that no page rendered for nobody stays in the router's cache.
  const done = () => window.location.assign(next)
  if (first) return <CodeStep first={first} onDone={done} onStartOver={() => setFirst(null)} />
  return (
    <div className="flex flex-col gap-5">
      {failure && <Callout tone="red">{failureText(failure)}</Callout>}
      <PasswordStep onDone={done} onCodeNeeded={setFirst} />
      {providers.length > 0 && (
        <>
          <p className="flex items-center gap-3 text-ink-soft text-xs before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
            {t('or')}
          </p>
          <ProviderButtons providers={providers} next={next} />
        </>
      )}
    </div>
  )
}
