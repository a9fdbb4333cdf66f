import { Cluster } from 'ioredis'
import { createId } from '../../ids'
import { type RedisClient, redisKeys } from '../../redis'
import { StoreUnavailableError } from '../store'
import type { ScriptRunner } from './scripts'

/** A cluster's marks are spread over so many slots that each of its nodes holds some. */
const clusterMarks = 64

export type EpochGuard = {
  /** As last heard; empty before the first answer. */
  last(): string
  /** Asks the store when the connection was lost since the last answer. */
  fresh(): Promise<string>
  /** Throws while the store's memory is so new that leases of before may still be missing. */
  assertAdmitting(warmupMs: number): Promise<void>
  /** Asks anew next time. */
  doubt(): void
}

type Answer = { epoch: string /** By this process's own steady clock. */; bornAtMs: number }

const steadyNow = () => performance.now()

/** Watches whether a store node lost its memory: leases then are made anew by renewals before anybody else is admitted. */
export function createEpochGuard(client: RedisClient, run: ScriptRunner, onChange: () => void): EpochGuard {
  const marks = client instanceof Cluster ? clusterMarks : 1
  let answer: Answer | null = null
  let lastEpoch = ''
  let asking: Promise<Answer> | null = null
  let doubts = 0

  async function ask(): Promise<Answer> {
    const doubtsBefore = doubts
    const mark = createId('process')
    const replies = await Promise.all(
      Array.from({ length: marks }, async (_, i) => await run('epoch-1', redisKeys.epoch(i), { mark })),
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

  for (const event of ['close', 'end', 'node error', '+node', '-node']) client.on(event, doubt)
  client.on('ready', () => {
    doubt()
    // Renewals shouldn't wait for the next call: leases end meanwhile.
    heard().catch(() => undefined)
  })

  return {
    last: () => lastEpoch,
    fresh: async () => (await heard()).epoch,
    async assertAdmitting(warmupMs) {
      const { bornAtMs } = await heard()
      if (steadyNow() - bornAtMs < warmupMs) throw new StoreUnavailableError('its memory is new; renewals go first')
    },
    doubt,
  }
}
