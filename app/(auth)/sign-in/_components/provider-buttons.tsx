'use client'

import { signIn } from 'next-auth/react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Spinner } from '@/components/ui/spinner'

const labels = { google: 'withGoogle', github: 'withGithub' } as const

const isKnown = (provider: string): provider is keyof typeof labels => Object.hasOwn(labels, provider)

/** One button for each provider that the operator has set up. */
export function ProviderButtons({ providers, next }: { providers: readonly string[]; next: string }) {
  const t = useTranslations('auth.signIn')
  const [leaving, setLeaving] = useState<string | null>(null)
  const go = (provider: string) => {
    setLeaving(provider)
    // A failure comes back to this page with its code in the URL.
    signIn(provider, { callbackUrl: next }).catch(() => setLeaving(null))
  }
  return (
    <div className="flex flex-col gap-2">
      {providers.filter(isKnown).map((provider) => (
        <Button key={provider} onClick={() => go(provider)} disabled={leaving !== null}>
          {leaving === provider && <Spinner />}
          {t(labels[provider])}
        </Button>
      ))}
    </div>
  )
}
