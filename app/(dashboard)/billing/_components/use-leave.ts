'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { toast } from 'sonner'
import type { ActionResult } from '@/components/forms/action-result'

/** Opens a page of the payment service that an action gave; says why when there is none. */
export function useLeave() {
  const t = useTranslations('ui')
  const [pending, setPending] = useState(false)

  async function leave(action: () => Promise<ActionResult<{ url: string }>>): Promise<void> {
    setPending(true)
    try {
      const result = await action()
      if (result.ok) {
        // Stays pending: the browser is on its way.
        window.location.assign(result.data.url)
        return
      }
      toast.error(result.error.message)
    } catch {
      toast.error(t('formFailed'))
    }
    setPending(false)
  }
  return { pending, leave }
}
