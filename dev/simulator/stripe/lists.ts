import type { JsonObject } from '../json'
import { objectAt } from '../json'
import { refuse } from './errors'
import { integerAt, textAt } from './params'

interface Listed {
  readonly id: string
}

export interface Page<T> {
  readonly object: 'list'
  readonly data: T[]
  readonly has_more: boolean
  readonly url: string
}

const limitMax = 100

/** Stripe's pagination over a collection kept oldest first: newest first out, cursors by id. */
export function listPage<T extends Listed>(
  collection: Iterable<T>,
  params: JsonObject,
  url: string,
  keep: (item: T) => boolean = () => true,
): Page<T> {
  const limit = integerAt(params, 'limit') ?? 10
  if (limit < 1 || limit > limitMax) refuse(400, `Invalid limit: must be between 1 and ${limitMax}`, undefined, 'limit')
  const items = [...collection].reverse().filter((item) => keep(item) && inCreatedRange(item, params))
  const after = textAt(params, 'starting_after')
  const before = textAt(params, 'ending_before')
  if (before !== null) {
    const end = indexOf(items, before, 'ending_before')
    const start = Math.max(0, end - limit)
    return { object: 'list', url, data: items.slice(start, end), has_more: start > 0 }
  }
  const start = after === null ? 0 : indexOf(items, after, 'starting_after') + 1
  return { object: 'list', url, data: items.slice(start, start + limit), has_more: items.length > start + limit }
}

/** A list inside another object. */
export function innerList<T>(data: T[], url: string): Page<T> {
  return { object: 'list', data, has_more: false, url }
}

function indexOf(items: readonly Listed[], id: string, param: string): number {
  const index = items.findIndex((item) => item.id === id)
  return index >= 0 ? index : refuse(400, `No such object: '${id}'`, 'resource_missing', param)
}

function inCreatedRange(item: Listed, params: JsonObject): boolean {
  const created = 'created' in item && typeof item.created === 'number' ? item.created : 0
  const exact = integerOrNull(params, 'created')
  if (exact !== null) return created === exact
  const range = objectAt(params, 'created')
  if (!range) return true
  return (
    created >= (integerAt(range, 'gte') ?? 0) &&
    created > (integerAt(range, 'gt') ?? -1) &&
    created <= (integerAt(range, 'lte') ?? Number.MAX_SAFE_INTEGER) &&
    created < (integerAt(range, 'lt') ?? Number.MAX_SAFE_INTEGER)
  )
}

function integerOrNull(params: JsonObject, key: string): number | null {
  return typeof params[key] === 'string' ? integerAt(params, key) : null
}
