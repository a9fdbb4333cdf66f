import type { AnnouncementView } from '@/lib/announcements'
import { listOf, textOf } from '../../_components/form-values'

export const audienceKinds = ['everyone', 'plans', 'pools', 'users'] as const
export type AudienceKind = (typeof audienceKinds)[number]

/** Whom a stored announcement is for; one that names several kinds is shown by the first. */
export function kindOf({ planIds, poolIds, userIds }: AnnouncementView['audience']): AudienceKind {
  if (planIds) return 'plans'
  if (poolIds) return 'pools'
  return userIds ? 'users' : 'everyone'
}

const minuteMs = 60_000

/** An instant as the browser's date field writes it, in the person's own time. */
export function localTime(iso: string | null): string {
  if (iso === null) return ''
  const at = new Date(iso)
  return new Date(at.getTime() - at.getTimezoneOffset() * minuteMs).toISOString().slice(0, 16)
}

function instantOf(form: FormData, name: string): string | null {
  const text = textOf(form, name)
  const at = new Date(text)
  if (text === '') return null
  return Number.isNaN(at.getTime()) ? text : at.toISOString()
}

function audienceOf(form: FormData): AnnouncementView['audience'] {
  const chosen = (name: string) => form.getAll(name).filter((value) => typeof value === 'string' && value !== '')
  const ids = (name: string) => chosen(name).map(String)
  switch (textOf(form, 'audience')) {
    case 'plans':
      return { planIds: ids('planIds') }
    case 'pools':
      return { poolIds: ids('poolIds') }
    case 'users':
      return { userIds: listOf(form, 'userIds') }
    default:
      return {}
  }
}

export function announcementInput(form: FormData): Record<string, unknown> {
  return {
    ...{ title: textOf(form, 'title'), body: textOf(form, 'body'), audience: audienceOf(form) },
    ...{ startsAt: instantOf(form, 'startsAt'), endsAt: instantOf(form, 'endsAt') },
  }
}
