import type { Clock } from '../clock'
import { processState } from '../process-state'
import { createSlots } from './client/create-slots'
import { defaultSlotLimits, type SlotLimits } from './limits'
import { createMemoryStore } from './memory/create-memory-store'
import type { Slots } from './types'

export { defaultSlotLimits, type SlotLimits } from './limits'
export type * from './types'

export type MemorySlotsOptions = { clock?: Clock; limits?: () => SlotLimits; random?: () => number }

/** Slots of this process alone; everything in them is gone with it. */
export function createMemorySlots(options: MemorySlotsOptions = {}): Slots {
  const limits = options.limits ?? (() => defaultSlotLimits)
  return createSlots({ ...options, limits, store: createMemoryStore({ ...options, limits }) })
}

/** The process's one slot store. */
export function slots(): Slots {
  return processState('slots', () => createMemorySlots())
}
