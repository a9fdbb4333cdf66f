import { afterEach, describe } from 'vitest'
import type { Slots } from '@/lib/slots'
import { createSlots } from '@/lib/slots/client/create-slots'
import { createMemoryStore } from '@/lib/slots/memory/create-memory-store'
import { describeAccountSlots } from './account-behaviour'
import { describeCustomerSlots, quickLimits } from './behaviour'

const store = createMemoryStore({ limits: () => quickLimits })
const processes: Slots[] = []

function startProcess(): Slots {
  const started = createSlots({ store, limits: () => quickLimits })
  processes.push(started)
  return started
}

describe('slots in one process', () => {
  afterEach(async () => {
    await Promise.all(processes.splice(0).map(async (each) => await each.close()))
  })
  describeCustomerSlots({ process: startProcess })
  describeAccountSlots({ process: startProcess })
})
