import { readdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { pool } from '../db/pg'
import { logger } from '../logger'
import { journalDirectory } from './journal-pending'
import type { SettleItem } from './settle-item'
import { sendSettlement } from './track-settlement'

const namePattern = /^(proc_[0-9a-z]+)\.(\d+)\.jsonl$/
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

function parseLine(line: string): SettleItem | null {
  try {
    return JSON.parse(line) as SettleItem
  } catch {
    // The last line of a process that died while writing it: it was never fsynced, so never counted on.
    return null
  }
}

async function replayFile(file: string): Promise<number> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter(Boolean)
  const items = lines.flatMap((line) => parseLine(line) ?? [])
  for (let start = 0; start < items.length; start += atOnce) {
    await Promise.all(items.slice(start, start + atOnce).map((item) => sendSettlement(item)))
  }
  await rm(file, { force: true })
  return items.length
}

/**
 * Settles what dead processes of this DATA_DIR left in their journals; answers how many. Safe to repeat: settling is
 * idempotent. A journal whose owner may still live is left for a later call.
 */
export async function replayJournals(): Promise<number> {
  const names = await readdir(journalDirectory()).catch(() => [])
  let replayed = 0
  for (const name of names) {
    const match = namePattern.exec(name)
    if (!match) continue
    const [, processId = '', pid = ''] = match
    const ownPid = Number(pid) === process.pid
    if (ownPid || isAlive(Number(pid)) ? await beatsRecently(processId) : false) continue
    const count = await replayFile(path.join(journalDirectory(), name))
    logger().info({ processId, count }, 'settlements of an ended process were replayed')
    replayed += count
  }
  return replayed
}
