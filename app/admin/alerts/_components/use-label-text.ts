'use client'

import { useTranslations } from 'next-intl'

const owners = ['us', 'upstream', 'customer'] as const
const places = ['data', 'database', 'slot_store', 'stripe'] as const

/** What an event or a reading is about, in people's words: a name, else a word of ours, else the label itself. */
export function useLabelText(): (label: string, name: string | null) => string {
  const t = useTranslations('alerts.labels')
  return (label, name) => {
    if (name !== null) return name
    const known = [...owners, ...places].find((each) => each === label)
    return known ? t(known) : label
  }
}
