import { describe, expect, it } from 'vitest'
import { foldErrors } from '@/app/admin/_components/fold-errors'
import { mapOf, mapText, nanoUsdOf, numberOf, usdText } from '@/app/admin/_components/form-values'
import { prepareHours } from '@/app/admin/_components/overview/prepare-hours'
import { diffOf } from '@/app/admin/audit-log/_components/diff-of'

function formOf(fields: Record<string, string>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  return form
}

describe('form values', () => {
  it('reads and writes amounts without losing a digit', () => {
    for (const nanoUsd of ['0', '1', '250000000', '1000000000', '12500000001', '9223372036854775807']) {
      expect(nanoUsdOf(formOf({ amount: usdText(nanoUsd) }), 'amount')).toBe(nanoUsd)
    }
    expect(nanoUsdOf(formOf({ amount: '' }), 'amount')).toBeNull()
  })

  it('passes on what is no number, so that the schema can name the field', () => {
    expect(numberOf(formOf({ limit: 'many' }), 'limit')).toBe('many')
    expect(numberOf(formOf({ limit: '1.5' }), 'limit')).toBe('1.5')
    expect(numberOf(formOf({ limit: ' 12 ' }), 'limit')).toBe(12)
    expect(nanoUsdOf(formOf({ amount: 'ten' }), 'amount')).toBe('ten')
  })

  it('reads maps as it writes them', () => {
    const map = { 'gpt-5-mini': 'llama-4-70b', 'claude-opus-5': 'opus' }
    expect(mapOf(formOf({ map: mapText(map) }), 'map')).toEqual(map)
    expect(mapOf(formOf({ map: '' }), 'map')).toEqual({})
    expect(mapOf(formOf({ map: 'x-sign = a=b: c' }), 'map')).toEqual({ 'x-sign': 'a=b: c' })
  })
})

describe('errors of parts', () => {
  const refused = (fieldErrors: Record<string, string>) => ({
    ok: false as const,
    error: { code: 'invalid_request', message: 'not right', fieldErrors },
  })

  it('stand beside the control that holds the part', () => {
    const result = foldErrors(
      formOf({ models: '', 'credential.apiKey': '' }),
      refused({ 'models.3': 'too long', 'credential.apiKey': 'is missing' }),
    )
    expect(result).toEqual(refused({ models: 'too long', 'credential.apiKey': 'is missing' }))
  })

  it('become the sentence of the form when there is no such control', () => {
    const result = foldErrors(formOf({ models: '' }), refused({ shard: 'is wrong' }))
    expect(result).toEqual({ ok: false, error: { code: 'invalid_request', message: 'not right' } })
  })
})

describe('diff of an audit entry', () => {
  it('names each field that differs, and nothing else', () => {
    const before = { name: 'a', limits: { running: 3, waiting: 5 }, models: ['x'], version: 1 }
    const after = { name: 'a', limits: { running: 4, waiting: 5 }, models: ['x', 'y'], version: 2 }
    expect(diffOf(before, after)).toEqual([
      { path: 'limits.running', before: '3', after: '4' },
      { path: 'models', before: 'x', after: 'x, y' },
    ])
  })

  it('shows everything of a new thing, and nothing of an act that changed nothing', () => {
    expect(diffOf(null, { name: 'a' })).toEqual([{ path: 'name', before: null, after: 'a' }])
    expect(diffOf(null, null)).toEqual([])
  })
})

describe('hours of the overview', () => {
  const now = new Date('2026-03-04T10:20:00Z')
  const hour = (model: string, requests: number, at = '2026-03-04T10:00:00.000Z') => ({
    at,
    model,
    requests,
    chargedNanoUsd: '5',
    failed: 0,
  })

  it('has no gaps and loses no call to the limit of series', () => {
    const models = Array.from({ length: 9 }, (_, index) => hour(`m${index}`, index + 1))
    const { points, series } = prepareHours(models, 'requests', now)
    expect(points).toHaveLength(24)
    expect(series).toHaveLength(7)
    const total = points.flatMap((point) => Object.values(point.values)).reduce((sum, value) => sum + value, 0)
    expect(total).toBe(45)
  })
})
