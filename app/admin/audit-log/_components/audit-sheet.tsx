'use client'

import { useTranslations } from 'next-intl'
import { RelativeTime } from '@/components/pieces/relative-time'
import { Sheet, SheetContent, SheetDescription, SheetHeader, SheetTitle } from '@/components/ui/sheet'
import type { AuditEntryView } from '@/lib/audit'
import { diffOf } from './diff-of'

type AuditSheetProps = { entry: AuditEntryView; names: Readonly<Record<string, string>>; onClose: () => void }

/** One change: who, when, from where, and each field before and after. */
export function AuditSheet({ entry, names, onClose }: AuditSheetProps) {
  const t = useTranslations('admin.audit')
  const lines = diffOf(entry.before, entry.after)
  const facts = [
    { label: t('columns.actor'), value: names[entry.actorId] ?? entry.actorId },
    { label: t('columns.subject'), value: names[entry.subjectId] ?? entry.subjectId },
    { label: t('subjectId'), value: entry.subjectId },
    { label: t('columns.address'), value: entry.address || '—' },
    { label: t('requestId'), value: entry.requestId || '—' },
  ]
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()}>
      <SheetContent className="max-w-xl">
        <SheetHeader>
          <SheetTitle className="font-mono font-semibold text-base">{entry.action}</SheetTitle>
          <SheetDescription className="text-ink-soft text-sm">
            <RelativeTime at={entry.createdAt} absolute />
          </SheetDescription>
        </SheetHeader>
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1.5 text-sm">
          {facts.map((fact) => (
            <div key={fact.label} className="contents">
              <dt className="text-ink-soft">{fact.label}</dt>
              <dd className="truncate" title={fact.value}>
                {fact.value}
              </dd>
            </div>
          ))}
        </dl>
        {lines.length === 0 ? (
          <p className="text-ink-soft text-sm">{t('noDiff')}</p>
        ) : (
          <ul className="flex flex-col divide-y divide-line overflow-hidden rounded-lg border border-line text-xs">
            {lines.map((line) => (
              <li key={line.path} className="flex flex-col gap-1 px-3 py-2.5" data-field={line.path}>
                <span className="font-medium">{line.path}</span>
                {line.before !== null && <Side sign="−" label={t('before')} text={line.before} tone="text-red" />}
                {line.after !== null && <Side sign="+" label={t('after')} text={line.after} tone="text-accent" />}
              </li>
            ))}
          </ul>
        )}
      </SheetContent>
    </Sheet>
  )
}

function Side({ sign, label, text, tone }: { sign: string; label: string; text: string; tone: string }) {
  return (
    <span className="flex gap-2 font-mono">
      <span aria-hidden className={tone}>
        {sign}
      </span>
      <span className="sr-only">{label}: </span>
      <span className="min-w-0 break-words">{text === '' ? '""' : text}</span>
    </span>
  )
}
