'use client'

import { createContext, type ReactNode, use, useEffect, useState } from 'react'
import type { LiveSnapshot } from '@/lib/operations'

export type Live = { snapshot: LiveSnapshot | null; connected: boolean }

const retryMs = 5_000
const LiveContext = createContext<Live>({ snapshot: null, connected: false })

/** The latest live numbers of the installation, and whether they still come in. */
export function useLive(): Live {
  return use(LiveContext)
}

/** Holds the panel's one stream of live numbers; it is joined again whenever it breaks. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const [live, setLive] = useState<Live>({ snapshot: null, connected: false })
  useEffect(() => {
    let source: EventSource
    let retry: ReturnType<typeof setTimeout> | undefined
    const join = () => {
      source = new EventSource('/admin/live')
      source.addEventListener('snapshot', (event: MessageEvent<string>) => {
        // The stream is our own route's, written from this very type.
        setLive({ snapshot: JSON.parse(event.data) as LiveSnapshot, connected: true })
      })
      source.addEventListener('error', () => {
        setLive((last) => ({ ...last, connected: false }))
        // After an answer that is no stream, as while the database is away, a browser doesn't try again by itself.
        if (source.readyState === EventSource.CLOSED) retry = setTimeout(join, retryMs)
      })
    }
    join()
    return () => {
      clearTimeout(retry)
      source.close()
    }
  }, [])
  return <LiveContext value={live}>{children}</LiveContext>
}
