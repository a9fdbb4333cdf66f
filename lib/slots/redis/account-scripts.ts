import { z } from 'zod'
import { isPromise } from '../../maybe-promise'
import { redisKeys } from '../../redis'
import { describeAccount } from '../memory/describe-account'
import { type Health, type Pause, wholeAccount } from '../memory/health'
import type { AcquireAnswer, AcquireCommand, CandidateSet, PoolTicketState, SlotStore } from '../store'
import type { AccountEffect } from '../types'
import { Asked, type Question } from './asked'
import type { Entry } from './batches'
import type { RedisStoreContext } from './context'
import { list } from './customer-scripts'
import type { Reply } from './scripts'

type AccountCommands = Pick<
  SlotStore,
  | 'acquire'
  | 'pollPool'
  | 'leaveAccount'
  | 'renewAccounts'
  | 'report'
  | 'clear'
  | 'accountLoads'
  | 'poolWaiting'
  | 'findSession'
>

const pauseKinds = ['credentials', 'rate', 'overload', 'breaker'] as const
const storedPause = z.object({ k: z.enum(pauseKinds), u: z.number(), s: z.number(), r: z.string(), b: z.number() })
/** Only what is shown; the scripts alone write it. */
const storedHealth = z.object({ p: z.record(z.string(), storedPause) })

function toHealth(json: string): Health | undefined {
  if (json === '') return undefined
  const pauses = new Map<string, Pause>()
  for (const [scope, { k: kind, u: untilMs, s: sinceMs, r: reason, b }] of Object.entries(
    storedHealth.parse(JSON.parse(json)).p,
  )) {
    pauses.set(scope, { kind, untilMs, sinceMs, reason, isProbed: b === 1, probeLeaseId: '' })
  }
  return { credentialsInRow: 0, overloadLevel: 0, failures: [], rateLevels: new Map(), pauses, forgetAtMs: 0 }
}

function granted(row: readonly Reply[]): { accountId: string; sticky: boolean; probe: boolean } {
  return { accountId: String(row[1]), sticky: row[2] === 1, probe: row[3] === 1 }
}

function retryAfter(reply: Reply | undefined): number | null {
  return Number(reply) < 0 ? null : Number(reply)
}

function toAcquireAnswer(reply: readonly Reply[], signals: AcquireAnswer['signals']): AcquireAnswer {
  if (reply[0] === 1) return { kind: 'acquired', ...granted(reply), signals }
  if (reply[0] === 2) return { kind: 'waiting', signals }
  if (reply[0] === 3) return { kind: 'none_eligible', retryAfterMs: retryAfter(reply[4]), signals }
  return { kind: 'queue_full', signals }
}

function toPoolTicketState(reply: Reply): PoolTicketState {
  const row = list(reply)
  if (row[0] === 1) return { kind: 'waiting' }
  if (row[0] === 2) return { kind: 'granted', ...granted(row) }
  if (row[0] === 3) return { kind: 'none_eligible', retryAfterMs: retryAfter(row[4]) }
  return { kind: 'gone' }
}

function toOutcome(effect: AccountEffect) {
  const reason = 'reason' in effect ? effect.reason.slice(0, 200) : ''
  switch (effect.kind) {
    case 'credentials':
      return { kind: 'credentials', reason, waitMs: effect.cooldownMs, scope: wholeAccount }
    case 'rate_limited':
      return { kind: 'rate', reason, waitMs: effect.retryAfterMs ?? -1, scope: effect.model ?? wholeAccount }
    case 'overloaded':
      return { kind: 'overload', reason, waitMs: -1, scope: wholeAccount }
    default:
      return { kind: effect.kind, reason, waitMs: -1, scope: wholeAccount }
  }
}

type HotCommands = Pick<AccountCommands, 'acquire' | 'leaveAccount'>

const processChannel = redisKeys.processChannel
const base = redisKeys.shardBase

/** What each call asks: all of one turn and shard by one script. */
function hotScripts({ run, batches, desk, guard, limits }: RedisStoreContext): HotCommands {
  async function send(processId: string, shard: string, entries: readonly Entry[]): Promise<Reply[]> {
    const sets: CandidateSet[] = []
    for (const { row, candidates } of entries) {
      if (!candidates) continue
      let place = sets.indexOf(candidates)
      if (place < 0) place = sets.push(candidates) - 1
      row[10] = place + 1
    }
    const { key, epoch } = guard.mark(base(shard))
    const { leaseTtlMs, confirmMs, ticketTtlMs, healthMemoryMs } = limits()
    return await run('accounts-2', [base(shard), key], {
      epoch,
      process: processChannel(processId),
      ...{ leaseTtlMs, confirmMs, ticketTtlMs, healthMemoryMs, seed: 0 },
      sets: sets.map(({ digest, json }) => [digest, json]),
      entries: entries.map((entry) => entry.row),
    })
  }

  function ask<T>(
    { processId, shard }: { processId: string; shard: string },
    question: Omit<Question, 'base'>,
    toAnswer: (reply: Reply) => T,
  ): Promise<T> {
    const asked = { ...question, base: base(shard) }
    return new Promise((resolve, reject) => {
      const entry = new Asked(guard, asked, toAnswer, resolve, reject)
      batches.add(`s:${processId} ${shard}`, (entries) => send(processId, shard, entries), entry)
    })
  }

  function acquire(command: AcquireCommand): Promise<AcquireAnswer> {
    const { poolId, ticketId, userId, turnCost, sessionKey, candidates } = command
    const { stickyPatienceMs, stickyTtlMs, maxWaiting, seed } = command
    const wait = [stickyPatienceMs, stickyTtlMs, maxWaiting, seed, 0]
    const row = [1, poolId, ticketId, userId, turnCost, sessionKey ?? '', ...wait]
    return ask(command, { row, candidates, isAdmission: true }, (reply) =>
      toAcquireAnswer(list(reply), desk.deliver(list(reply)[5])),
    )
  }

  return {
    acquire(command) {
      const admitting = guard.assertAdmitting(limits().warmupMs)
      return isPromise(admitting) ? admitting.then(() => acquire(command)) : acquire(command)
    },
    async leaveAccount(command) {
      const { poolId, ticketId, success } = command
      const row = [2, poolId, ticketId, success?.accountId ?? '', success?.model ?? '']
      await ask(command, { row, isAdmission: false }, (reply) => desk.deliver(reply))
    },
  }
}

type QueueCommands = Pick<AccountCommands, 'pollPool' | 'renewAccounts'>

function queueScripts({ run, runMarked, desk, limits }: RedisStoreContext): QueueCommands {
  return {
    async pollPool({ processId, shard, poolId, tickets, seed }) {
      const { leaseTtlMs, confirmMs, ticketTtlMs } = limits()
      const sets = new Map(tickets.map(({ candidates }) => [candidates.digest, candidates.json]))
      const reply = await run('account-poll-1', [base(shard)], {
        process: processChannel(processId),
        pool: poolId,
        tickets: tickets.map(({ id, candidates }) => [id, candidates.digest]),
        sets: [...sets],
        ...{ seed, leaseTtlMs, confirmMs, ticketTtlMs },
      })
      desk.deliver(reply[1])
      return list(reply[0]).map(toPoolTicketState)
    },
    async renewAccounts({ processId, shard, leases, recreate }) {
      const { leaseTtlMs, confirmMs } = limits()
      const reply = await runMarked('account-renew-2', base(shard), {
        process: processChannel(processId),
        leases: leases.map(({ leaseId, places }) => [leaseId, places[0] ?? '']),
        recreate: recreate ? 1 : 0,
        ...{ leaseTtlMs, confirmMs, seed: 0 },
      })
      desk.deliver(reply[1])
      return list(reply[0]).map(String)
    },
  }
}

type HealthCommands = Pick<AccountCommands, 'report' | 'clear' | 'accountLoads' | 'poolWaiting' | 'findSession'>

function healthScripts({ run, desk, limits }: RedisStoreContext): HealthCommands {
  return {
    async report({ processId, shard, accountId, model, effect }) {
      const reply = await run('account-report-1', [base(shard)], {
        ...limits(),
        ...toOutcome(effect),
        process: processChannel(processId),
        account: accountId,
        model,
        seed: 0,
      })
      desk.deliver(reply[1])
      return { becameError: reply[0] === 1 }
    },
    async clear({ processId, shard, accountId }) {
      const { confirmMs } = limits()
      const command = { process: processChannel(processId), account: accountId, confirmMs, seed: 0 }
      desk.deliver((await run('account-clear-1', [base(shard)], command))[0])
    },
    async accountLoads(shard, accounts) {
      const command = { process: '', pool: '', accounts: accounts.map((each) => each.accountId), seed: 0 }
      const reply = await run('account-loads-1', [base(shard)], { ...command, confirmMs: limits().confirmMs })
      desk.deliver(reply[3])
      return accounts.map(({ accountId, limit }, i) => {
        const row = list(list(reply[1])[i])
        const counts = {
          running: Number(row[0]),
          waiting: Number(row[1]),
          pickedMark: Number(row[3]),
          health: toHealth(String(row[2])),
        }
        return describeAccount({ accountId, limit, ...counts }, Number(reply[0]))
      })
    },
    async poolWaiting(shard, poolId) {
      const command = { process: '', pool: poolId, accounts: [], seed: 0, confirmMs: limits().confirmMs }
      const reply = await run('account-loads-1', [base(shard)], command)
      desk.deliver(reply[3])
      return Number(reply[2])
    },
    async findSession({ shard, poolId, userId, sessionKey }) {
      const [account] = await run('account-session-1', [base(shard)], {
        pool: poolId,
        user: userId,
        session: sessionKey,
      })
      return account ? String(account) : null
    },
  }
}

/** The account commands as scripts: one round trip each, whatever the number of candidates. */
export function accountScripts(context: RedisStoreContext): AccountCommands {
  return { ...hotScripts(context), ...queueScripts(context), ...healthScripts(context) }
}
