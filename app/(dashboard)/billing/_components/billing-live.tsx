'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'

const askEveryMs = 3_000
const askForMs = 3 * 60_000

/**
 * Reads the page anew when the customer's money or plan changed. While a purchase is being paid it also asks now and
 * then, for a few minutes: a message may have been missed.
 */
export function BillingLive({ isWaiting }: { isWaiting: boolean }) {
  const router = useRouter()
  useEffect(() => {
    const source = new EventSource('/billing/live')
    source.addEventListener('changed', () => router.refresh())
    return () => source.close()
  }, [router])
  useEffect(() => {
    if (!isWaiting) return
    const timer = setInterval(() => router.refresh(), askEveryMs)
    const end = setTimeout(() => clearInterval(timer), askForMs)
    return () => {
      clearInterval(timer)
      clearTimeout(end)
    }
  }, [router, isWaiting])
  return null
}
