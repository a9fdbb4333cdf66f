'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useTransition } from 'react'
import { toast } from 'sonner'
import type { ActionResult } from '@/components/forms/action-result'

/** Runs a server action from a menu or switch: says what came of it and reads the page anew. */
export function useRun() {
  const t = useTranslations('admin')
  const router = useRouter()
  const [pending, startTransition] = useTransition()

  /** Resolves to the sentence of a failure, or nothing: as ConfirmDialog wants it. */
  async function attempt<T>(action: () => Promise<ActionResult<T>>, done: string): Promise<string | undefined> {
    try {
      const result = await action()
      if (!result.ok) return result.error.message
    } catch {
      return t('unreachable')
    }
    toast.success(done)
    router.refresh()
    return undefined
  }

  const run = <T>(action: () => Promise<ActionResult<T>>, done: string) =>
    startTransition(async () => {
      const problem = await attempt(action, done)
      if (problem !== undefined) toast.error(problem)
    })
  return { pending, run, attempt }
}
