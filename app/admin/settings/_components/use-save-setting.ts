'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState, useTransition } from 'react'
import { toast } from 'sonner'
import { parseUsd } from '@/lib/money'
import { saveSettings } from '../actions'
import type { SettingRow } from './setting-rows'

/** The setting's JSON form; what can't be read goes on as typed, for the verb to refuse with its reason. */
function jsonOf(row: SettingRow, text: string): unknown {
  switch (row.kind) {
    case 'number':
      return /^-?\d+$/.test(text.trim()) ? Number(text) : text
    case 'amount':
      return parseUsd(text)?.toString() ?? text
    case 'flag':
      return text === 'true'
    case 'list':
      return text.split(/[\n,]/).flatMap((entry) => entry.trim() || [])
    default:
      return text
  }
}

/** Saves one setting, or puts it back to its default. */
export function useSaveSetting(row: SettingRow) {
  const t = useTranslations('admin.settings')
  const router = useRouter()
  const [pending, startTransition] = useTransition()
  const [problem, setProblem] = useState<string | null>(null)
  const send = (value: unknown) =>
    startTransition(async () => {
      const result = await saveSettings({ changes: { [row.name]: value }, expected: { [row.name]: row.json } })
      if (!result.ok) return setProblem(result.error.fieldErrors?.[row.name] ?? result.error.message)
      setProblem(null)
      toast.success(t('saved', { name: row.name }))
      router.refresh()
    })
  return { pending, problem, save: (text: string) => send(jsonOf(row, text)), reset: () => send(null) }
}
