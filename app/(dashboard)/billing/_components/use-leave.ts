'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useRef, useState } from 'react'
import { toast } from 'sonner'
import type { ActionResult } from '@/components/forms/action-result'
import { leaveIfSessionEnded } from '@/components/forms/sign-in-again'

/** Opens a page of the payment service that an action gave; says why when there is none. */
export function useLeave() {
  const t = useTranslations('ui')
  const [pending, setPending] = useState(false)
  const busy = useRef(false)

  useEffect(() => {
    // A page that the browser kept while another one was visited can be left again.
    const comeBack = (event: PageTransitionEvent) => {
      if (!event.persisted) return
      busy.current = false
      setPending(false)
    }
    window.addEventListener('pageshow', comeBack)
    return () => window.removeEventListener('pageshow', comeBack)
  }, [])

  async function leave(action: () => Promise<ActionResult<{ url: string }>>): Promise<void> {
    if (busy.current) return
    busy.current = true
    setPending(true)
    try {
      const result = await action()
      if (result.ok) {
        // Stays pending: the browser is on its way.
        window.location.assign(result.data.url)
        return
      }
      if (leaveIfSessionEnded(result)) return
      toast.error(result.error.message)
    } catch {
      toast.error(t('formFailed'))
    }
    busy.current = false
    setPending(false)
  }
  return { pending, leave }
}
