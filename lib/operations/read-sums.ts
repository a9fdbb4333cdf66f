import { pool } from '../db/pg'
import { processState } from '../process-state'
import { allTokensSql, isFailedSql } from './failed-calls'
import { readPace } from './read-pace'
import { restBetween } from './rest-between'
import { startOfDayMs } from './start-of-day'
import { totalsSince } from './totals-since'
import type { LiveSnapshot } from './types'

type MinuteRow = { requests: bigint; tokens: string; failed: bigint; holds: bigint }

/** Below the second between two snapshots, so that each has the day's sums anew while they are quick to read. */
const todayAgeMs = 900
const paceAgeMs = 5_000

const minuteStatement = `SELECT count(*) AS requests, coalesce(sum${allTokensSql}, 0)::text AS tokens,
    count(*) FILTER (WHERE ${isFailedSql}) AS failed, (SELECT count(*) FROM holds) AS holds
  FROM usage_records WHERE settled_at > now() - interval '1 minute'`

/** Sums of a whole day grow with its traffic: they are read as often as they are cheap. */
function createReadings() {
  return {
    today: restBetween(async () => await totalsSince(startOfDayMs(Date.now())), todayAgeMs),
    pace: restBetween(async () => await readPace(), paceAgeMs),
  }
}

/** What the records add up to: the last minute as it is now, the day and the pace of the last minutes as they were just now. */
export async function readSums(): Promise<Pick<LiveSnapshot, 'openHolds' | 'lastMinute' | 'today' | 'pace'>> {
  const readings = processState('operations.readings', createReadings)
  const [minute, today, pace] = await Promise.all([
    pool().query<MinuteRow>(minuteStatement),
    readings.today(),
    readings.pace(),
  ])
  const [last] = minute.rows
  return {
    openHolds: Number(last?.holds ?? 0n),
    lastMinute: {
      requests: Number(last?.requests ?? 0n),
      tokens: Number(last?.tokens ?? 0),
      failed: Number(last?.failed ?? 0n),
    },
    today,
    pace,
  }
}
