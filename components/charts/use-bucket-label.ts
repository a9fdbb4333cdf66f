'use client'

import { useFormatter } from 'next-intl'
import { useCallback } from 'react'

export type Granularity = 'minute' | 'hour' | 'day' | 'month' | 'none'

/** Writes a bucket's start the way its size asks for; `none` leaves labels as they are. */
export function useBucketLabel(granularity: Granularity) {
  const format = useFormatter()
  return useCallback(
    (at: string, long = false): string => {
      if (granularity === 'none') return at
      const date = new Date(at)
      if (granularity === 'month') return format.dateTime(date, { month: 'short', year: long ? 'numeric' : '2-digit' })
      const day = { month: 'short', day: 'numeric' } as const
      if (granularity === 'day') return format.dateTime(date, long ? { ...day, weekday: 'short' } : day)
      const time = { hour: '2-digit', minute: '2-digit', hour12: false } as const
      return format.dateTime(date, long ? { ...day, ...time } : time)
    },
    [format, granularity],
  )
}
