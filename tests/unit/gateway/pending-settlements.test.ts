import { afterEach, expect, it } from 'vitest'
import { pendingSettlements } from '@/lib/gateway/pending-settlements'
import { dropProcessState } from '@/lib/process-state'

afterEach(() => dropProcessState('gateway-pending-settlements'))

function settlement() {
  let end: () => void = () => undefined
  const promise = new Promise<void>((resolve) => {
    end = resolve
  })
  return { promise, end }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

it('waits for the settlements of one customer that had begun, not for later ones or those of others', async () => {
  const pending = pendingSettlements()
  const [first, second, later, other] = [settlement(), settlement(), settlement(), settlement()]
  pending.add('usr_1', first.promise)
  pending.add('usr_1', second.promise)
  pending.add('usr_2', other.promise)
  let settled: boolean | null = null
  const waiting = pending.settled('usr_1').then((had) => {
    settled = had
  })
  pending.add('usr_1', later.promise)
  first.end()
  await turn()
  expect(settled).toBeNull()
  second.end()
  await waiting
  expect(settled).toBe(true)
  expect(pending.size).toBe(2)
})

it('says that there were none, and waits for all of all customers', async () => {
  const pending = pendingSettlements()
  expect(await pending.settled('usr_1')).toBe(false)
  const [one, two] = [settlement(), settlement()]
  pending.add('usr_1', one.promise)
  pending.add('usr_2', two.promise)
  let done = false
  const all = pending.all().then(() => {
    done = true
  })
  one.end()
  await turn()
  expect(done).toBe(false)
  two.end()
  await all
  expect(pending.size).toBe(0)
  expect(await pending.settled('usr_2')).toBe(false)
})
