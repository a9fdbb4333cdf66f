import { readdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { pool } from '../db/pg'
import { logger } from '../logger'
import { type HeldRequestJson, heldRequestFromJson } from './held-request-json'
import { journalDirectory } from './journal-files'
import { admittedMark } from './leased-hold'
import { nothingUsed } from './nothing-used'
import { type SettleItem, settleItem } from './settle-item'
import { sendSettlement, settledMark } from './track-settlement'

const namePattern = /^(proc_[0-9a-z]+)\.(\d+)(\.calls-\d+)?\.jsonl$/
const staleSeconds = 30
const atOnce = 64

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function beatsRecently(processId: string): Promise<boolean> {
  const text = 'SELECT 1 FROM gateway_processes WHERE id = $1 AND heartbeat_at > now() - make_interval(secs => $2)'
  return (await pool().query(text, [processId, staleSeconds])).rows.length > 0
}

function parseLine<Line>(line: string): Line | null {
  try {
    return JSON.parse(line) as Line
  } catch {
    // The last line of a process that died while writing it: it was never counted on.
    return null
  }
}

async function settleAll(items: readonly SettleItem[]): Promise<void> {
  for (let start = 0; start < items.length; start += atOnce) {
    await Promise.all(items.slice(start, start + atOnce).map((item) => sendSettlement(item)))
  }
}

/** The request ids of which the database knows nothing. */
async function unknownOf(ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await pool().query<{ id: string }>(
    `SELECT t.id FROM unnest($1::text[]) AS t(id) WHERE NOT EXISTS (SELECT FROM holds h WHERE h.request_id = t.id)
       AND NOT EXISTS (SELECT FROM usage_records u WHERE u.request_id = t.id)`,
    [ids],
  )
  return new Set(rows.map(({ id }) => id))
}

type Admitted = { processId: string; request: HeldRequestJson }

/** Calls that were admitted from a lease and of which nothing came: they get their record too, without a charge. */
async function voidUnknown(lines: readonly string[]): Promise<number> {
  const admitted = lines.flatMap((line) => (line[0] === admittedMark ? (parseLine<Admitted>(line.slice(1)) ?? []) : []))
  const unknown = await unknownOf(admitted.map(({ request }) => request.requestId))
  const left = admitted.filter(({ request }) => unknown.has(request.requestId))
  await settleAll(
    left.map(({ processId, request }) =>
      settleItem({ ...nothingUsed, endReason: 'process_lost', processId, request: heldRequestFromJson(request) }),
    ),
  )
  return left.length
}

type Journal = { file: string; processId: string; isCallJournal: boolean }

/** The journals of processes that are gone; one whose owner may still live is left for a later call. */
async function findLeft(): Promise<Journal[]> {
  const left: Journal[] = []
  for (const name of await readdir(journalDirectory()).catch(() => [])) {
    const match = namePattern.exec(name)
    if (!match) continue
    const [, processId = '', pid = '', calls] = match
    const ownPid = Number(pid) === process.pid
    if (ownPid || isAlive(Number(pid)) ? await beatsRecently(processId) : false) continue
    left.push({ file: path.join(journalDirectory(), name), processId, isCallJournal: calls !== undefined })
  }
  return left
}

/** None where another process has replayed and removed it meanwhile. */
async function linesOf({ file }: Journal): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  return text.split('\n').filter(Boolean)
}

function settlementsIn(lines: readonly string[], isCallJournal: boolean): SettleItem[] {
  if (!isCallJournal) return lines.flatMap((line) => parseLine<SettleItem>(line) ?? [])
  return lines.flatMap((line) => (line[0] === settledMark ? (parseLine<SettleItem>(line.slice(1)) ?? []) : []))
}

/**
 * Settles what dead processes of this DATA_DIR left in their journals, voids what they admitted and never ended, and
 * answers how many calls that were. Safe to repeat: settling is idempotent.
 */
export async function replayJournals(): Promise<number> {
  const left = await findLeft()
  const replayed = new Map<string, number>()
  const count = ({ processId }: Journal, calls: number) =>
    void replayed.set(processId, (replayed.get(processId) ?? 0) + calls)
  for (const journal of left) {
    const items = settlementsIn(await linesOf(journal), journal.isCallJournal)
    await settleAll(items)
    count(journal, items.length)
  }
  // A call's settlement may stand in another file than its admission: all settlements come first.
  for (const journal of left) {
    if (journal.isCallJournal) count(journal, await voidUnknown(await linesOf(journal)))
    await rm(journal.file, { force: true })
  }
  for (const [processId, calls] of replayed)
    logger().info({ processId, calls }, 'calls of an ended process were replayed from its journals')
  return [...replayed.values()].reduce((sum, calls) => sum + calls, 0)
}
