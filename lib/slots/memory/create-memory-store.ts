import { type Clock, systemClock } from '../../clock'
import { defaultSlotLimits } from '../limits'
import type { SlotStore, StoreLimits, StoreSignal } from '../store'
import { type Customer, correctBuckets, createCustomer } from './customer'
import { admitCustomer, customerLoads, leaveCustomer, pollTickets, renewCustomer } from './customer-commands'
import { findResponse, type Responses, rememberResponse } from './responses'
import { type AccountState, boundAccount, createShard, type Shard, sessionName } from './shard'
import { acquireAccount, clearAccount, leaveAccount, pollPool, renewAccounts, reportOutcome } from './shard-commands'
import { accountLoads, poolWaiting } from './shard-loads'
import { sweepMemory } from './sweep'

type Listener = Parameters<SlotStore['listen']>[1]

export type MemoryStoreOptions = { clock?: Clock; limits?: StoreLimits }

/** How much is kept, so that tests can see that nothing stays behind. */
export type MemoryStore = SlotStore & { sizes(): Record<string, number> }

type Memory = {
  clock: Clock
  limits: StoreLimits
  customers: Map<string, Customer>
  shards: Map<string, Shard>
  responses: Responses
  listeners: Map<string, Listener>
}

function deliver(memory: Memory, signals: readonly StoreSignal[]): void {
  if (signals.length === 0) return
  for (const signal of signals) memory.listeners.get(signal.processId)?.signal(signal)
}

function customerOf(memory: Memory, userId: string): Customer {
  let customer = memory.customers.get(userId)
  if (customer === undefined) {
    customer = createCustomer()
    // The sweep forgets it when nothing is left of it.
    memory.customers.set(userId, customer)
  }
  return customer
}

function shardOf(memory: Memory, name: string): Shard {
  let shard = memory.shards.get(name)
  if (shard === undefined) {
    shard = createShard()
    memory.shards.set(name, shard)
  }
  return shard
}

type CustomerCommands = Pick<
  SlotStore,
  'admit' | 'pollCustomer' | 'leaveCustomer' | 'renewCustomer' | 'correct' | 'customerLoads'
>

function customerCommands(memory: Memory): CustomerCommands {
  const { clock, limits } = memory
  return {
    admit(command) {
      const answer = admitCustomer(customerOf(memory, command.userId), command, limits, clock.now())
      deliver(memory, answer.signals)
      return answer
    },
    async pollCustomer({ userId, ticketIds }) {
      const { states, signals } = pollTickets(customerOf(memory, userId), ticketIds, limits, clock.now())
      deliver(memory, signals)
      return states
    },
    leaveCustomer({ userId, ticketId, refunds }) {
      deliver(memory, leaveCustomer(customerOf(memory, userId), ticketId, refunds, limits, clock.now()))
    },
    async renewCustomer({ userId, leases, recreate }) {
      const { lost, signals } = renewCustomer(customerOf(memory, userId), leases, recreate, limits, clock.now())
      deliver(memory, signals)
      return lost
    },
    correct({ userId, corrections }) {
      correctBuckets(customerOf(memory, userId), corrections, clock.now())
    },
    async customerLoads(userId, names) {
      const customer = memory.customers.get(userId) ?? createCustomer()
      const { loads, signals } = customerLoads(customer, names, limits, clock.now())
      deliver(memory, signals)
      return loads
    },
  }
}

const successEffect = { kind: 'success' } as const

type ShardCommands = Pick<
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

function shardCommands(memory: Memory): ShardCommands {
  const { clock, limits } = memory
  return {
    acquire(command) {
      const answer = acquireAccount(shardOf(memory, command.shard), command, limits(), clock.now())
      deliver(memory, answer.signals)
      return answer
    },
    async pollPool(command) {
      const { states, signals } = pollPool(shardOf(memory, command.shard), command, limits(), clock.now())
      deliver(memory, signals)
      return states
    },
    leaveAccount({ shard, poolId, ticketId, success }) {
      const [own, nowMs] = [shardOf(memory, shard), clock.now()]
      if (success) {
        const { accountId, model } = success
        deliver(memory, reportOutcome(own, { accountId, model, effect: successEffect }, limits, nowMs).signals)
      }
      deliver(memory, leaveAccount(own, poolId, ticketId, limits, nowMs))
    },
    async renewAccounts({ shard, leases, recreate }) {
      const { lost, signals } = renewAccounts(shardOf(memory, shard), leases, recreate, limits(), clock.now())
      deliver(memory, signals)
      return lost
    },
    report(command) {
      const reported = reportOutcome(shardOf(memory, command.shard), command, limits, clock.now())
      deliver(memory, reported.signals)
      return { becameError: reported.becameError }
    },
    async clear({ shard, accountId }) {
      deliver(memory, clearAccount(shardOf(memory, shard), accountId, limits(), clock.now()))
    },
    async accountLoads(shard, accounts) {
      const { loads, signals } = accountLoads(shardOf(memory, shard), accounts, limits(), clock.now())
      deliver(memory, signals)
      return loads
    },
    async poolWaiting(shard, poolId) {
      const { waiting, signals } = poolWaiting(shardOf(memory, shard), poolId, limits(), clock.now())
      deliver(memory, signals)
      return waiting
    },
    async findSession({ shard, poolId, userId, sessionKey }) {
      return boundAccount(shardOf(memory, shard), sessionName(poolId, userId, sessionKey), clock.now())
    },
  }
}

function sizes(memory: Memory): Record<string, number> {
  const all = [...memory.shards.values()]
  const sum = (size: (shard: Shard) => number) => all.reduce((total, shard) => total + size(shard), 0)
  const having = (has: (account: AccountState) => boolean) =>
    sum((it) => [...it.accounts.values()].filter((account) => has(account)).length)
  return {
    customers: memory.customers.size,
    leases: sum((it) => it.leases.size),
    running: having((it) => it.running > 0),
    stickyWaiting: having((it) => it.stickyWaiting > 0),
    health: having((it) => it.health !== undefined),
    sessions: sum((it) => it.sessions.size),
    pools: sum((it) => it.pools.size),
  }
}

/** The slot store of one process: the executable specification of the Lua scripts. Time is the given clock's. */
export function createMemoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  const memory: Memory = {
    clock: options.clock ?? systemClock,
    limits: options.limits ?? (() => defaultSlotLimits),
    customers: new Map(),
    shards: new Map(),
    responses: new Map(),
    listeners: new Map(),
  }
  return {
    answersAtOnce: true,
    ...customerCommands(memory),
    ...shardCommands(memory),
    epoch: () => 'memory',
    freshEpoch: async () => 'memory',
    async listen(processId, handlers) {
      memory.listeners.set(processId, handlers)
    },
    async reevaluate(poolId) {
      for (const listener of memory.listeners.values()) listener.reevaluate(poolId)
    },
    async rememberResponse(userId, responseId, accountId) {
      rememberResponse(memory.responses, `${userId} ${responseId}`, accountId, memory.clock.now())
    },
    async findResponse(userId, responseId) {
      return findResponse(memory.responses, `${userId} ${responseId}`, memory.clock.now())
    },
    ping: async () => true,
    sweep: () => sweepMemory(memory, memory.clock.now()),
    async close(processId) {
      memory.listeners.delete(processId)
    },
    sizes: () => sizes(memory),
  }
}
