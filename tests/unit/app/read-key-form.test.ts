import { describe, expect, it } from 'vitest'
import { foldFieldErrors, readKeyForm } from '@/app/(dashboard)/keys/_components/read-key-form'

const now = Date.UTC(2026, 10, 23)

function form(fields: Record<string, string>): FormData {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) data.set(name, value)
  return data
}

describe('readKeyForm', () => {
  it('reads every limit into the form its schema takes, to the nano-dollar', () => {
    const reading = readKeyForm(
      form({
        ...{ name: ' Worker ', poolId: 'pool_1', expiresAt: '30', spendCapNanoUsd: '$12.000000001', capPeriod: 'week' },
        ...{ allowedModels: 'gpt-5\n gpt-4* ,o3\n', ipAllow: '10.0.0.0/8', ipDeny: '', concurrencyLimit: '0' },
        ...{ requestsPerMinute: '1,000', tokensPerMinute: '', fallbackToBalance: 'on' },
      }),
      now,
    )
    expect(reading).toEqual({
      ok: true,
      values: {
        ...{ name: 'Worker', poolId: 'pool_1' },
        limits: {
          ...{ expiresAt: '2026-12-23T00:00:00.000Z', spendCapNanoUsd: '12000000001', capPeriod: 'week' },
          ...{ allowedModels: ['gpt-5', 'gpt-4*', 'o3'], ipAllow: ['10.0.0.0/8'], ipDeny: [], concurrencyLimit: 0 },
          ...{ requestsPerMinute: 1000, tokensPerMinute: null, fallbackToBalance: true, clampToBalance: false },
        },
      },
    })
  })

  it('leaves a present expiry alone and takes one away', () => {
    const kept = readKeyForm(form({ expiresAt: 'keep' }), now)
    const gone = readKeyForm(form({ expiresAt: 'never' }), now)
    expect(kept.ok && 'expiresAt' in kept.values.limits).toBe(false)
    expect(gone.ok && gone.values.limits.expiresAt).toBeNull()
  })

  it('names what it cannot read and guesses nothing', () => {
    const reading = readKeyForm(form({ spendCapNanoUsd: 'ten', requestsPerMinute: '1.5', tokensPerMinute: '-1' }), now)
    const problems = {
      spendCapNanoUsd: 'invalidUsd',
      requestsPerMinute: 'invalidCount',
      tokensPerMinute: 'invalidCount',
    }
    expect(reading).toEqual({ ok: false, problems })
    expect(readKeyForm(form({ capPeriod: 'day' }), now)).toEqual({
      ok: false,
      problems: { spendCapNanoUsd: 'periodNeedsCap' },
    })
    expect(readKeyForm(form({ spendCapNanoUsd: '-1' }), now)).toMatchObject({ ok: false })
  })
})

it('puts errors of list entries beside the field that holds the list', () => {
  expect(
    foldFieldErrors({ 'changes.ipAllow.2': 'must be an address', 'ipAllow.3': 'other', name: 'too long' }),
  ).toEqual({
    ...{ ipAllow: 'must be an address', name: 'too long' },
  })
})
