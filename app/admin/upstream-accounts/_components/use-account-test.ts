'use client'

import { useCallback, useEffect, useRef, useState } from 'react'
import type { AccountTest, AccountTestStep } from '@/lib/upstream-accounts'
import { readEvents } from '../../_components/read-events'

export type TestProgress = { steps: AccountTestStep[]; result: AccountTest | null; broken: boolean }

const untouched: TestProgress = { steps: [], result: null, broken: false }

/** Tests an account at once, and again on `start`; what was begun is given up when nobody watches any more. */
export function useAccountTest(accountId: string) {
  const [progress, setTestProgress] = useState<TestProgress>(untouched)
  const abort = useRef<AbortController | null>(null)
  const start = useCallback(() => {
    abort.current?.abort()
    const own = new AbortController()
    abort.current = own
    setTestProgress(untouched)
    const hear = (name: string, data: unknown) =>
      setTestProgress((last) => (own.signal.aborted ? last : heard(last, name, data)))
    const finish = () =>
      setTestProgress((last) => (own.signal.aborted || last.result ? last : { ...last, broken: true }))
    readEvents(`/admin/upstream-accounts/${accountId}/test`, { method: 'POST', signal: own.signal }, hear).then(
      finish,
      finish,
    )
  }, [accountId])
  useEffect(() => {
    start()
    return () => abort.current?.abort()
  }, [start])
  return { progress, start }
}

// The stream is our own route's, written from these very types.
function heard(last: TestProgress, name: string, data: unknown): TestProgress {
  if (name === 'step') return { ...last, steps: [...last.steps, data as AccountTestStep] }
  if (name === 'result') return { ...last, result: data as AccountTest }
  return { ...last, broken: true }
}
