import { afterEach } from 'vitest'
import { systemContext } from '@/lib/auth/actor-context'
import { updateSettings } from '@/lib/settings'

const ctx = systemContext('contract-test')

/** Changes settings for the running test only. */
export function useSettings(): (values: Record<string, unknown>) => Promise<void> {
  let changed: string[] = []
  afterEach(async () => {
    if (changed.length > 0) await updateSettings(ctx, Object.fromEntries(changed.map((name) => [name, null])))
    changed = []
  })
  return async (values) => {
    changed.push(...Object.keys(values))
    await updateSettings(ctx, values)
  }
}
