'use client'

import { RotateCcwIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type FormEvent, useId, useState } from 'react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Spinner } from '@/components/ui/spinner'
import { Tooltip } from '@/components/ui/tooltip'
import { boundsOf } from './bounds-of'
import { SettingControl } from './setting-control'
import type { SettingRow } from './setting-rows'
import { useSaveSetting } from './use-save-setting'

/** One setting: what it does, its value in force, its default and bounds, and the way back. */
export function SettingEditor({ row }: { row: SettingRow }) {
  const t = useTranslations('admin.settings')
  const id = useId()
  const [text, setText] = useState(String(row.value))
  const { pending, problem, save, reset } = useSaveSetting(row)
  const isDirty = text !== String(row.value)
  const change = (next: string, now: boolean) => {
    setText(next)
    if (now) save(next)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isDirty && !pending) save(text)
  }
  return (
    <li className="px-4 py-4" data-setting={row.name}>
      <form onSubmit={submit} className="grid gap-x-8 gap-y-3 md:grid-cols-[minmax(0,1fr)_minmax(0,22rem)]">
        <div className="flex min-w-0 flex-col gap-1">
          <label htmlFor={id} className="flex flex-wrap items-center gap-2 font-mono text-sm">
            {row.name}
            {row.isChanged && <Badge tone="strong">{t('changed')}</Badge>}
          </label>
          <p id={`${id}-what`} className="text-pretty text-ink-soft text-sm">
            {row.description}
          </p>
          <p className="text-ink-soft text-xs tabular-nums">{boundsOf(row, t)}</p>
        </div>
        <div className="flex min-w-0 flex-col gap-1.5">
          <div className="flex items-start gap-2">
            <SettingControl id={id} row={row} text={text} onChange={change} invalid={problem !== null} />
            {isDirty && row.kind !== 'flag' && row.kind !== 'choice' && (
              <Button type="submit" disabled={pending}>
                {pending && <Spinner />}
                {t('save')}
              </Button>
            )}
            {row.isChanged && !isDirty && (
              <Tooltip content={t('reset')}>
                <Button
                  variant="ghost"
                  size="icon"
                  onClick={reset}
                  disabled={pending}
                  aria-label={t('resetName', { name: row.name })}
                >
                  <RotateCcwIcon />
                </Button>
              </Tooltip>
            )}
          </div>
          <p id={`${id}-problem`} role="alert" className="text-red text-xs empty:hidden">
            {problem}
          </p>
        </div>
      </form>
    </li>
  )
}
