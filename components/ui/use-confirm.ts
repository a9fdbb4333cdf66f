'use client'

import { useState, useTransition } from 'react'

type Options = {
  onConfirm: () => Promise<string | undefined> | Promise<void> | undefined
  onOpenChange: ((open: boolean) => void) | undefined
}

/** State of a question that stays open while its answer is carried out. */
export function useConfirm({ onConfirm, onOpenChange }: Options) {
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
  const confirm = () =>
    startTransition(async () => {
      setFailure(null)
      const problem = await onConfirm()
      if (typeof problem === 'string') setFailure(problem)
      else show(false)
    })
  const change = (next: boolean) => {
    if (!pending) show(next)
  }
  return { open, change, typed, setTyped, failure, pending, confirm }
}
