import { setTimeout as sleep } from 'node:timers/promises'
import { journalPending } from './journal-pending'
import { ledgerState } from './ledger-state'
import { type SettleItem, settleItem } from './settle-item'
import type { SettleInput, SettleResult } from './types'

const resendAfterMs = 100

/** Sends a settlement until the database has flushed it. */
export async function sendSettlement(item: SettleItem): Promise<SettleResult> {
  const state = ledgerState()
  for (;;) {
    const answer = await state.settlements.add(item)
    if (answer instanceof Error) throw answer
    // Not flushed under the connection it was sent under: the server may have forgotten it. Settling is idempotent.
    if (await state.flushes.add(answer.generation)) return answer.result
    await sleep(resendAfterMs)
  }
}

/** Sends a settlement and keeps it known as pending until it is durable. */
export async function trackSettlement(input: SettleInput & { onlyIfHeld?: boolean }): Promise<SettleResult> {
  const state = ledgerState()
  const item: SettleItem = { ...settleItem(input), only_if_held: input.onlyIfHeld ?? false }
  const entry = { item, sinceMs: Date.now(), journaled: false }
  state.pending.set(item.request_id, entry)
  journalPending(state)
  try {
    // A hold written after its settlement would stay open for ever.
    await state.unwritten.get(item.request_id)?.catch(() => undefined)
    return await sendSettlement(item)
  } finally {
    if (state.pending.get(item.request_id) === entry) state.pending.delete(item.request_id)
  }
}
