'use client'

import { useQueryStates } from 'nuqs'
import { useTransition } from 'react'
import { usageParsers } from '../search-params'

const none = { key: null, model: null, status: null, from: null, to: null, cursor: null }

/** The list's state in the URL; the server reads it and answers with the rows. */
export function useUsageQuery() {
  const [pending, startTransition] = useTransition()
  const [query, setQuery] = useQueryStates(usageParsers, { shallow: false, startTransition })
  type Change = Partial<typeof query>
  const send = (next: Change) => {
    // A URL that can't be written now is written by the next change.
    setQuery(next).catch(() => undefined)
  }
  const filtered = Boolean(query.key ?? query.model ?? query.status ?? query.from ?? query.to)
  return {
    query,
    pending,
    filtered,
    change: (next: Change) => send({ ...next, cursor: null }),
    clear: () => send(none),
    open: (request: string | null) => send({ request }),
  }
}

export type UsageQueryState = ReturnType<typeof useUsageQuery>
