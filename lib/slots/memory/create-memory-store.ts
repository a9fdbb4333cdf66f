import { type Clock, systemClock } from '../../clock'
import { defaultSlotLimits, type SlotLimits } from '../limits'
import type { SlotStore, StoreLimits, StoreSignal } from '../store'
import { type Customer, correctBuckets, createCustomer, isIdle } from './customer'
import { admitCustomer, customerLoads, leaveCustomer, pollTickets, renewCustomer } from './customer-commands'
import { findResponse, type Responses, rememberResponse } from './responses'
import { boundAccount, createShard, type Shard, sessionName } from './shard'
import {
  accountLoads,
  acquireAccount,
  clearAccount,
  leaveAccount,
  pollPool,
  poolWaiting,
  renewAccounts,
  reportOutcome,
} from './shard-commands'
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
  for (const signal of signals) memory.listeners.get(signal.processId)?.signal(signal)
}

/** Runs one command on one customer, who is forgotten when nothing is left of him. */
function onCustomer<T>(memory: Memory, userId: string, act: (it: Customer, limits: SlotLimits, nowMs: number) => T): T {
  const nowMs = memory.clock.now()
  const customer = memory.customers.get(userId) ?? createCustomer()
  const answer = act(customer, memory.limits(), nowMs)
  if (isIdle(customer, nowMs)) memory.customers.delete(userId)
  else memory.customers.set(userId, customer)
  return answer
}

function onShard<T>(memory: Memory, name: string, act: (it: Shard, limits: SlotLimits, nowMs: number) => T): T {
  const shard = memory.shards.get(name) ?? createShard()
  memory.shards.set(name, shard)
  return act(shard, memory.limits(), memory.clock.now())
}

type CustomerCommands = Pick<
  SlotStore,
  'admit' | 'pollCustomer' | 'leaveCustomer' | 'renewCustomer' | 'correct' | 'customerLoads'
>

function customerCommands(memory: Memory): CustomerCommands {
  return {
    async admit(command) {
      const answer = onCustomer(memory, command.userId, (it, limits, nowMs) =>
        admitCustomer(it, command, limits, nowMs),
      )
      deliver(memory, answer.signals)
      return answer
    },
    async pollCustomer({ userId, ticketIds }) {
      const { states, signals } = onCustomer(memory, userId, (it, limits, nowMs) =>
        pollTickets(it, ticketIds, limits, nowMs),
      )
      deliver(memory, signals)
      return states
    },
    async leaveCustomer({ userId, ticketId, refunds }) {
      const act = (it: Customer, limits: SlotLimits, nowMs: number) =>
        leaveCustomer(it, ticketId, refunds, limits, nowMs)
      deliver(memory, onCustomer(memory, userId, act))
    },
    async renewCustomer({ userId, leases, recreate }) {
      const { lost, signals } = onCustomer(memory, userId, (it, limits, nowMs) =>
        renewCustomer(it, leases, recreate, limits, nowMs),
      )
      deliver(memory, signals)
      return lost
    },
    async correct({ userId, corrections }) {
      onCustomer(memory, userId, (it, _limits, nowMs) => correctBuckets(it, corrections, nowMs))
    },
    async customerLoads(userId, names) {
      const { loads, signals } = onCustomer(memory, userId, (it, limits, nowMs) =>
        customerLoads(it, names, limits, nowMs),
      )
      deliver(memory, signals)
      return loads
    },
  }
}

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
  return {
    async acquire(command) {
      const answer = onShard(memory, command.shard, (it, limits, nowMs) => acquireAccount(it, command, limits, nowMs))
      deliver(memory, answer.signals)
      return answer
    },
    async pollPool(command) {
      const { states, signals } = onShard(memory, command.shard, (it, limits, nowMs) =>
        pollPool(it, command, limits, nowMs),
      )
      deliver(memory, signals)
      return states
    },
    async leaveAccount({ shard, poolId, ticketId }) {
      const act = (it: Shard, limits: SlotLimits, nowMs: number) => leaveAccount(it, poolId, ticketId, limits, nowMs)
      deliver(memory, onShard(memory, shard, act))
    },
    async renewAccounts({ shard, leases, recreate }) {
      const { lost, signals } = onShard(memory, shard, (it, limits, nowMs) =>
        renewAccounts(it, leases, recreate, limits, nowMs),
      )
      deliver(memory, signals)
      return lost
    },
    async report(command) {
      const { becameError, signals } = onShard(memory, command.shard, (it, limits, nowMs) =>
        reportOutcome(it, command, limits, nowMs),
      )
      deliver(memory, signals)
      return { becameError }
    },
    async clear({ shard, accountId }) {
      deliver(
        memory,
        onShard(memory, shard, (it, limits, nowMs) => clearAccount(it, accountId, limits, nowMs)),
      )
    },
    async accountLoads(shard, accounts) {
      const { loads, signals } = onShard(memory, shard, (it, limits, nowMs) =>
        accountLoads(it, accounts, limits, nowMs),
      )
      deliver(memory, signals)
      return loads
    },
    async poolWaiting(shard, poolId) {
      const { waiting, signals } = onShard(memory, shard, (it, limits, nowMs) => poolWaiting(it, poolId, limits, nowMs))
      deliver(memory, signals)
      return waiting
    },
    async findSession({ shard, poolId, userId, sessionKey }) {
      const name = sessionName(poolId, userId, sessionKey)
      return onShard(memory, shard, (it, _limits, nowMs) => boundAccount(it, name, nowMs))
    },
  }
}

function sizes(memory: Memory): Record<string, number> {
  const all = [...memory.shards.values()]
  const sum = (size: (shard: Shard) => number) => all.reduce((total, shard) => total + size(shard), 0)
  return {
    customers: memory.customers.size,
    leases: sum((it) => it.leases.size),
    running: sum((it) => it.running.size),
    stickyWaiting: sum((it) => it.stickyWaiting.size),
    sessions: sum((it) => it.sessions.size),
    health: sum((it) => it.health.size),
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
