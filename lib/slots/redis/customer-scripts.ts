import type { WindowLevel } from '../../rate-limits'
import { redisKeys } from '../../redis'
import type { AdmitAnswer, SlotStore, TicketState, WindowCorrection } from '../store'
import type { RedisStoreContext } from './context'
import type { Reply } from './scripts'

type CustomerCommands = Pick<
  SlotStore,
  'admit' | 'pollCustomer' | 'leaveCustomer' | 'renewCustomer' | 'correct' | 'customerLoads'
>

const ticketStates: readonly (TicketState | undefined)[] = [undefined, 'waiting', 'granted', 'gone']

export function list(reply: Reply | undefined): Reply[] {
  return Array.isArray(reply) ? reply : []
}

function toLevels(reply: Reply | undefined): WindowLevel[] {
  return list(reply).map((level) => ({ remaining: Number(list(level)[0]), resetMs: Number(list(level)[1]) }))
}

function toAdmitAnswer(reply: readonly Reply[], signals: AdmitAnswer['signals']): AdmitAnswer {
  const value = Number(reply[1])
  const levels = toLevels(reply[3])
  if (reply[0] === 1) return { kind: 'acquired', levels, signals }
  if (reply[0] === 2) return { kind: 'rate_limited', window: value, retryAfterMs: Number(reply[2]), levels, signals }
  return { kind: reply[0] === 3 ? 'waiting' : 'queue_full', scope: value, levels, signals }
}

function rows(corrections: readonly WindowCorrection[]): [string, number, number][] {
  return corrections.map(({ name, limit, delta }) => [name, limit, delta])
}

/** The customer commands as scripts: one round trip each. */
export function customerScripts({ run, runMarked, desk, guard, limits }: RedisStoreContext): CustomerCommands {
  const times = () => {
    const { leaseTtlMs, confirmMs, ticketTtlMs } = limits()
    return { leaseTtlMs, confirmMs, ticketTtlMs }
  }
  const process = redisKeys.processChannel
  const base = redisKeys.customerBase
  return {
    async admit(command) {
      await guard.assertAdmitting(limits().warmupMs)
      const reply = await runMarked('customer-admit-2', base(command.userId), {
        process: process(command.processId),
        ticket: command.ticketId,
        scopes: command.scopes.map(({ name, limit }) => [name, limit]),
        windows: command.windows.map(({ name, limit, cost, isKept }) => [name, limit, cost, isKept ? 1 : 0]),
        maxWaiting: command.maxWaiting,
        ...times(),
      })
      return toAdmitAnswer(reply, desk.deliver(reply[4]))
    },
    async pollCustomer({ processId, userId, ticketIds }) {
      const command = { process: process(processId), tickets: ticketIds, ...times() }
      const reply = await run('customer-poll-1', base(userId), command)
      desk.deliver(reply[1])
      return list(reply[0]).map((code) => ticketStates[Number(code)] ?? 'gone')
    },
    async leaveCustomer({ processId, userId, ticketId, refunds }) {
      const command = { process: process(processId), ticket: ticketId, refunds: rows(refunds), ...times() }
      desk.deliver((await run('customer-leave-1', base(userId), command))[0])
    },
    async renewCustomer({ processId, userId, leases, recreate }) {
      const reply = await runMarked('customer-renew-2', base(userId), {
        process: process(processId),
        leases: leases.map(({ leaseId, places }) => [leaseId, places]),
        recreate: recreate ? 1 : 0,
        ...times(),
      })
      desk.deliver(reply[1])
      return list(reply[0]).map(String)
    },
    async correct({ userId, corrections }) {
      await run('customer-correct-1', base(userId), { process: '', corrections: rows(corrections) })
    },
    async customerLoads(userId, names) {
      const reply = await run('customer-loads-1', base(userId), { process: '', names, ...times() })
      desk.deliver(reply[1])
      return list(reply[0]).map((load) => ({ running: Number(list(load)[0]), waiting: Number(list(load)[1]) }))
    },
  }
}
