import { isPromise } from '../../maybe-promise'
import type { WindowLevel } from '../../rate-limits'
import { type RedisKey, redisKeys } from '../../redis'
import type {
  AdmitAnswer,
  AdmitCommand,
  SlotStore,
  StoreScope,
  StoreWindow,
  TicketState,
  WindowCorrection,
} from '../store'
import { Asked } from './asked'
import type { Entry } from './batches'
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

/** {code, value, retryAfterMs, signals, remaining, resetMs, … of each window} */
function toAdmitAnswer(reply: readonly Reply[], signals: AdmitAnswer['signals']): AdmitAnswer {
  const value = Number(reply[1])
  const levels: WindowLevel[] = []
  for (let i = 4; i < reply.length; i += 2) {
    levels.push({ remaining: Number(reply[i]), resetMs: Number(reply[i + 1]) })
  }
  if (reply[0] === 1) return { kind: 'acquired', levels, signals }
  if (reply[0] === 2) return { kind: 'rate_limited', window: value, retryAfterMs: Number(reply[2]), levels, signals }
  return { kind: reply[0] === 3 ? 'waiting' : 'queue_full', scope: value, levels, signals }
}

const processChannel = redisKeys.processChannel
const base = redisKeys.customerBase

const scopeRow = ({ name, limit }: StoreScope) => [name, limit]
const windowRow = ({ name, limit, cost, isKept }: StoreWindow) => [name, limit, cost, isKept ? 1 : 0]
const correctionRows = (corrections: readonly WindowCorrection[]) =>
  corrections.map(({ name, limit, delta }) => [name, limit, delta])

type HotCommands = Pick<CustomerCommands, 'admit' | 'leaveCustomer' | 'correct'>

/** What each call asks: all of one turn by one script, or by one for each customer in a cluster. */
function hotScripts(context: RedisStoreContext): HotCommands {
  const { run, guard, limits, batches, desk } = context

  async function send(processId: string, entries: readonly Entry[]): Promise<Reply[]> {
    const keys: RedisKey[] = []
    for (const entry of entries) {
      let place = keys.indexOf(entry.base)
      if (place < 0) place = keys.push(entry.base) - 1
      entry.row[1] = place + 1
    }
    const { key, epoch } = guard.mark(keys[0] ?? redisKeys.epoch(0))
    const { leaseTtlMs, confirmMs, ticketTtlMs } = limits()
    return await run('customers-n', [...keys, key], {
      epoch,
      // A correction is nobody's, and tells nobody anything.
      process: processId === '' ? '' : processChannel(processId),
      ...{ leaseTtlMs, confirmMs, ticketTtlMs },
      entries: entries.map((entry) => entry.row),
    })
  }

  function ask<T>(
    processId: string,
    userId: string,
    question: { row: Entry['row']; isAdmission: boolean },
    toAnswer: (reply: Reply) => T,
  ): Promise<T> {
    const group = guard.isCluster ? `u:${processId} ${userId}` : `u:${processId}`
    const asked = { ...question, base: base(userId) }
    return new Promise((resolve, reject) => {
      const entry = new Asked(guard, asked, toAnswer, resolve, reject)
      batches.add(group, (entries) => send(processId, entries), entry)
    })
  }

  function admit({ processId, userId, ticketId, scopes, windows, maxWaiting }: AdmitCommand): Promise<AdmitAnswer> {
    const row = [1, 0, ticketId, scopes.map(scopeRow), windows.map(windowRow), maxWaiting]
    return ask(processId, userId, { row, isAdmission: true }, (reply) =>
      toAdmitAnswer(list(reply), desk.deliver(list(reply)[3])),
    )
  }

  return {
    admit(command) {
      const admitting = guard.assertAdmitting(limits().warmupMs)
      return isPromise(admitting) ? admitting.then(() => admit(command)) : admit(command)
    },
    async leaveCustomer({ processId, userId, ticketId, refunds }) {
      const row = [2, 0, ticketId, correctionRows(refunds)]
      await ask(processId, userId, { row, isAdmission: false }, (reply) => desk.deliver(reply))
    },
    async correct({ userId, corrections }) {
      const row = [3, 0, correctionRows(corrections)]
      await ask('', userId, { row, isAdmission: false }, () => undefined)
    },
  }
}

/** The customer commands as scripts: one round trip each. */
export function customerScripts(context: RedisStoreContext): CustomerCommands {
  const { run, runMarked, desk, limits } = context
  const times = () => {
    const { leaseTtlMs, confirmMs, ticketTtlMs } = limits()
    return { leaseTtlMs, confirmMs, ticketTtlMs }
  }
  return {
    ...hotScripts(context),
    async pollCustomer({ processId, userId, ticketIds }) {
      const command = { process: processChannel(processId), tickets: ticketIds, ...times() }
      const reply = await run('customer-poll-1', [base(userId)], command)
      desk.deliver(reply[1])
      return list(reply[0]).map((code) => ticketStates[Number(code)] ?? 'gone')
    },
    async renewCustomer({ processId, userId, leases, recreate }) {
      const reply = await runMarked('customer-renew-2', base(userId), {
        process: processChannel(processId),
        leases: leases.map(({ leaseId, places }) => [leaseId, places]),
        recreate: recreate ? 1 : 0,
        ...times(),
      })
      desk.deliver(reply[1])
      return list(reply[0]).map(String)
    },
    async customerLoads(userId, names) {
      const reply = await run('customer-loads-1', [base(userId)], { process: '', names, ...times() })
      desk.deliver(reply[1])
      return list(reply[0]).map((load) => ({ running: Number(list(load)[0]), waiting: Number(list(load)[1]) }))
    },
  }
}
