'use client'

import { useTranslations } from 'next-intl'
import { formatDuration } from '@/components/pieces/format-duration'
import { Input } from '@/components/ui/input'
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from '@/components/ui/select'
import { Switch } from '@/components/ui/switch'
import { Textarea } from '@/components/ui/textarea'
import type { SettingRow } from './setting-rows'

type SettingControlProps = {
  id: string
  row: SettingRow
  text: string
  /** `now`: there is nothing more to type, so it is saved at once. */
  onChange: (text: string, now: boolean) => void
  invalid: boolean
}

export function SettingControl({ id, row, text, onChange, invalid }: SettingControlProps) {
  const t = useTranslations('admin.settings')
  const shared = { id, 'aria-describedby': `${id}-what ${id}-problem`, 'aria-invalid': invalid || undefined }
  switch (row.kind) {
    case 'flag':
      return (
        <Switch {...shared} checked={text === 'true'} onCheckedChange={(checked) => onChange(String(checked), true)} />
      )
    case 'choice':
      return (
        <Select value={text} onValueChange={(value) => onChange(value, true)}>
          <SelectTrigger {...shared}>
            <SelectValue />
          </SelectTrigger>
          <SelectContent>
            {row.values.map((value) => (
              <SelectItem key={value} value={value}>
                {value}
              </SelectItem>
            ))}
          </SelectContent>
        </Select>
      )
    case 'number':
    case 'amount':
      return (
        <div className="flex min-w-0 flex-1 items-center gap-2">
          <Input
            {...shared}
            inputMode={row.kind === 'number' ? 'numeric' : 'decimal'}
            className="text-right font-mono"
            value={text}
            onChange={(event) => onChange(event.target.value, false)}
          />
          <span className="w-20 shrink-0 text-ink-soft text-xs">
            {row.kind === 'amount' ? t('usd') : unitText(row.unit, text)}
          </span>
        </div>
      )
    default:
      return row.isLong ? (
        <Textarea {...shared} rows={3} value={text} onChange={(event) => onChange(event.target.value, false)} />
      ) : (
        <Input {...shared} value={text} onChange={(event) => onChange(event.target.value, false)} />
      )
  }
}

/** Milliseconds are also read aloud: "ms, 30 s". */
function unitText(unit: string, text: string): string {
  const ms = Number(text)
  return unit === 'ms' && /^\d+$/.test(text) && ms >= 1_000 ? `ms = ${formatDuration(ms)}` : unit
}
