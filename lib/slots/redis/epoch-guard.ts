import { Cluster } from 'ioredis'
import { createId } from '../../ids'
import type { MaybePromise } from '../../maybe-promise'
import { type RedisClient, type RedisKey, redisKeys } from '../../redis'
import { StoreUnavailableError } from '../store'
import type { ScriptRunner } from './scripts'

/** A cluster's marks are spread over so many slots that each of its nodes holds some. */
const clusterMarks = 64

/** Keeps the first memory that an installation ever used, and says which it was. */
export type FirstEpoch = (epoch: string) => Promise<string>

export type EpochGuard = {
  /** As last heard; empty before the first answer. */
  last(): string
  /** Whether each customer and shard has its own node, whose scripts may touch nothing else. */
  readonly isCluster: boolean
  /** By which a script sees that the memory is still the one last heard of; no epoch where it may not look (a cluster). */
  mark(base: RedisKey): { key: RedisKey; epoch: string }
  /** Asks the store when the connection was lost since the last answer. */
  fresh(): Promise<string>
  /** Throws while the store's memory is so new that leases of before may still be missing. */
  assertAdmitting(warmupMs: number): MaybePromise<void>
  /** Asks anew next time. */
  doubt(): void
  /** A script met another memory: asks at once, so that renewals begin. */
  lost(): StoreUnavailableError
}

type Answer = { epoch: string /** By this process's own steady clock. */; bornAtMs: number }

const steadyNow = () => performance.now()
const newMemory = () => new StoreUnavailableError('its memory is new; renewals go first')

/** Asks once per process; again when it could not be asked. */
function onceAnswered(ask: FirstEpoch): FirstEpoch {
  let asking: Promise<string> | null = null
  return async (epoch) => {
    asking ??= ask(epoch).catch((error: unknown) => {
      asking = null
      throw new StoreUnavailableError(`the first memory is not known: ${String(error)}`)
    })
    return await asking
  }
}

type GuardOptions = {
  client: RedisClient
  run: ScriptRunner
  onChange: () => void
  firstEpoch?: FirstEpoch | undefined
}

/** Watches whether a store node lost its memory: leases then are made anew by renewals before anybody else is admitted. */
export function createEpochGuard({ client, run, onChange, firstEpoch }: GuardOptions): EpochGuard {
  const isCluster = client instanceof Cluster
  const marks = isCluster ? clusterMarks : 1
  const first = firstEpoch ? onceAnswered(firstEpoch) : null
  let answer: Answer | null = null
  /** The answer that was found to admit: a memory doesn't get younger. */
  let admitting: Answer | null = null
  let lastEpoch = ''
  let asking: Promise<Answer> | null = null
  let doubts = 0

  async function ask(): Promise<Answer> {
    const doubtsBefore = doubts
    const mark = createId('process')
    const replies = await Promise.all(
      Array.from({ length: marks }, async (_, i) => await run('epoch-1', [redisKeys.epoch(i)], { mark })),
    )
    const epoch = replies.map((reply) => String(reply[0])).join(' ')
    const youngestMs = Math.min(...replies.map((reply) => Number(reply[1])))
    const heard = { epoch, bornAtMs: steadyNow() - youngestMs }
    // A connection lost while asking leaves the answer in doubt.
    if (doubts === doubtsBefore) answer = heard
    const isChange = lastEpoch !== '' && lastEpoch !== epoch
    lastEpoch = epoch
    if (isChange) onChange()
    return heard
  }

  async function heard(): Promise<Answer> {
    if (answer) return answer
    asking ??= ask().finally(() => {
      asking = null
    })
    return await asking
  }

  function doubt(): void {
    doubts += 1
    answer = null
  }

  // Renewals shouldn't wait for the next call: leases end meanwhile.
  function askNow(): void {
    doubt()
    heard().catch(() => undefined)
  }

  async function assertAdmitting(warmupMs: number): Promise<void> {
    const found = await heard()
    // Nobody can hold a lease of an older memory when there was none: the first needs no renewals.
    const isFirst = first !== null && (await first(found.epoch)) === found.epoch
    if (!isFirst && steadyNow() - found.bornAtMs < warmupMs) throw newMemory()
    admitting = found
  }

  for (const event of ['close', 'end', 'node error', '+node', '-node']) client.on(event, doubt)
  client.on('ready', askNow)

  return {
    isCluster,
    last: () => lastEpoch,
    mark: (base) => (isCluster ? { key: base, epoch: '' } : { key: redisKeys.epoch(0), epoch: lastEpoch }),
    fresh: async () => (await heard()).epoch,
    assertAdmitting: (warmupMs) => (answer !== null && answer === admitting ? undefined : assertAdmitting(warmupMs)),
    doubt,
    lost() {
      askNow()
      return newMemory()
    },
  }
}
