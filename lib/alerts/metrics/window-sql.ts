import { idFloor } from '../../ids'
import type { ReadInput } from '../types'

/** Calls that ran longer than this before they ended are left out, so that old partitions stay unread. */
const longestCallMs = 2 * 3_600_000
export const defaultMinCalls = 20
export const maxLabels = 500

/** A condition over usage_records for calls that ended within the window, with the rule's filters. */
export function endedWithin({ filters, windowSeconds, nowMs }: ReadInput, values: unknown[]): string {
  const fromMs = nowMs - windowSeconds * 1_000
  values.push(new Date(fromMs), new Date(nowMs), idFloor('request', fromMs - longestCallMs))
  const last = values.length
  const conditions = [`settled_at > $${last - 2} AND settled_at <= $${last - 1} AND request_id >= $${last}`]
  const add = (column: string, value: string | undefined) => {
    if (value === undefined) return
    values.push(value)
    conditions.push(`${column} = $${values.length}`)
  }
  add('pool_id', filters.poolId)
  add('requested_model', filters.model)
  return conditions.join(' AND ')
}
