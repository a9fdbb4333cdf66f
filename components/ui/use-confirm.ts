'use client'

import { unstable_rethrow } from 'next/navigation'
import { useRef, useState, useTransition } from 'react'

type Options = {
  onConfirm: () => Promise<string | undefined> | Promise<void> | undefined
  onOpenChange: ((open: boolean) => void) | undefined
  /** What is said when the act got no answer. */
  unreachable: string
}

/** State of a question that stays open while its answer is carried out. */
export function useConfirm({ onConfirm, onOpenChange, unreachable }: Options) {
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const [failure, setFailure] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()
  const show = (next: boolean) => {
    setTyped('')
    setFailure(null)
    setOpen(next)
    onOpenChange?.(next)
  }
  const busy = useRef(false)
  const confirm = () => {
    // Two clicks can come before the button is drawn anew.
    if (busy.current) return
    busy.current = true
    startTransition(async () => {
      setFailure(null)
      const problem = await answerOf(onConfirm, unreachable)
      if (typeof problem === 'string') setFailure(problem)
      else show(false)
      busy.current = false
    })
  }
  const change = (next: boolean) => {
    if (!pending) show(next)
  }
  return { open, change, typed, setTyped, failure, pending, confirm }
}

async function answerOf(onConfirm: Options['onConfirm'], unreachable: string): Promise<string | undefined> {
  try {
    const answer = await onConfirm()
    return typeof answer === 'string' ? answer : undefined
  } catch (thrown) {
    // Redirects and not-found of Next.js travel as exceptions and must go on.
    unstable_rethrow(thrown)
    return unreachable
  }
}
