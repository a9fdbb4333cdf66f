import { logger } from '../../logger'
import { type RedisClient, redisKeys } from '../../redis'
import type { SlotStore, StoreSignal } from '../store'
import type { Reply } from './scripts'

export type Listener = Parameters<SlotStore['listen']>[1]

/** A row of a script's signals: {channel, ticket, kind, account, sticky, probe}. */
function toSignal(row: readonly unknown[], processId: string): StoreSignal | null {
  const ticketId = String(row[1])
  if (row[2] === 1) return { kind: 'customer_granted', processId, ticketId }
  if (row[2] === 3) return { kind: 'shed', processId, ticketId }
  if (row[2] !== 2) return null
  const [accountId, sticky, probe] = [String(row[3]), row[4] === 1, row[5] === 1]
  return { kind: 'account_granted', processId, ticketId, accountId, sticky, probe }
}

export type SignalDesk = {
  listen(processId: string, listener: Listener): Promise<void>
  /** Hands what a script's answer holds for listeners of this store to them; returns all of it. */
  deliver(rows: Reply | undefined): StoreSignal[]
  epochChanged(): void
  forget(processId: string): void
}

/** Brings signals to who listens, whether they came with an answer or from another process by pub/sub. */
export function createSignalDesk(subscriber: RedisClient | null): SignalDesk {
  const listeners = new Map<string, { processId: string; listener: Listener }>()
  const processIds = new Map<string, string>()

  function deliverRow(row: readonly unknown[]): StoreSignal | null {
    const channel = String(row[0])
    const known = listeners.get(channel)
    const processId = known?.processId ?? /\{(.+)\}/.exec(channel)?.[1] ?? channel
    const signal = toSignal(row, processId)
    if (signal) known?.listener.signal(signal)
    return signal
  }

  subscriber?.on('message', (channel: string, message: string) => {
    if (channel === redisKeys.reevaluateChannel()) {
      for (const { listener } of listeners.values()) listener.reevaluate(message)
      return
    }
    try {
      const row: unknown = JSON.parse(message)
      if (Array.isArray(row)) deliverRow(row)
    } catch (error) {
      // The poll finds what a broken message would have told.
      logger().warn({ err: error }, 'a slot signal could not be read')
    }
  })

  return {
    async listen(processId, listener) {
      const channel = redisKeys.processChannel(processId)
      listeners.set(channel, { processId, listener })
      processIds.set(processId, channel)
      await subscriber?.subscribe(channel, redisKeys.reevaluateChannel())
    },
    deliver(rows) {
      if (!Array.isArray(rows)) return []
      return rows.flatMap((row) => (Array.isArray(row) ? (deliverRow(row) ?? []) : []))
    },
    epochChanged() {
      for (const { listener } of listeners.values()) listener.epochChanged()
    },
    forget(processId) {
      const channel = processIds.get(processId)
      if (channel !== undefined) listeners.delete(channel)
      processIds.delete(processId)
    },
  }
}
