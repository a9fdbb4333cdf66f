'use client'

import { type UseQueryStatesKeysMap, useQueryStates, type Values } from 'nuqs'
import { useTransition } from 'react'

type Nullable<T> = { [K in keyof T]?: T[K] | null }

/** A list's search and filters in the URL: a change starts at the first page and is fetched from the server. */
export function useFilters<Parsers extends UseQueryStatesKeysMap>(parsers: Parsers) {
  const [loading, startTransition] = useTransition()
  const [values, setValues] = useQueryStates(parsers, { shallow: false, startTransition, clearOnDefault: true })
  const set = (change: Nullable<Values<Parsers>>) => {
    const next: Record<string, unknown> = { ...('cursor' in parsers ? { cursor: null } : {}), ...change }
    // The keys are the parsers' own; the library's type for a partial change can't be written generically.
    void setValues(next as Parameters<typeof setValues>[0])
  }
  const filtered = Object.entries(values).some(([name, value]) => name !== 'cursor' && value !== null && value !== '')
  const clear = () => void setValues(null)
  return { values, set, clear, loading, filtered }
}
