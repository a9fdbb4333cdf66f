import { createHash } from 'node:crypto'
import { isUniqueViolation, Prisma, prisma } from '../db/prisma'
import { toJson } from '../db/to-json'
import { AppError } from '../errors'

export type StoredAnswer = { status: number; body: unknown }
type Scope = { tokenId: string; route: string; key: string }

const keptMs = 86_400_000
// A claim without an answer after this belongs to a process that died.
const claimMs = 60_000
const maxKeyLength = 255

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

async function claim(scope: Scope, bodyHash: string): Promise<boolean> {
  try {
    await prisma().idempotencyRecord.create({ data: { ...scope, bodyHash } })
    return true
  } catch (error) {
    if (isUniqueViolation(error)) return false
    throw error
  }
}

async function dropDead(scope: Scope, nowMs: number): Promise<void> {
  const expired = { createdAt: { lt: new Date(nowMs - keptMs) } }
  const abandoned = { status: null, createdAt: { lt: new Date(nowMs - claimMs) } }
  await prisma().idempotencyRecord.deleteMany({ where: { ...scope, OR: [expired, abandoned] } })
}

async function earlierAnswer(scope: Scope, bodyHash: string): Promise<StoredAnswer> {
  const row = await prisma().idempotencyRecord.findUnique({ where: { tokenId_route_key: scope } })
  if (row && row.bodyHash !== bodyHash) {
    throw new AppError('conflict', 'This Idempotency-Key was used with another body. Use a new key.')
  }
  if (!row || row.status === null) {
    throw new AppError('conflict', 'A call with this Idempotency-Key is still running.', { retryAfterSeconds: 1 })
  }
  return { status: row.status, body: row.answer }
}

/**
 * Runs `work` once for each key of a token and route within 24 h: a repeated call gets the first answer (as `withoutSecret`
 * leaves it, which is also all that is stored), another body is a conflict. A failed call isn't kept, so it may be sent again.
 */
export async function runOnce(
  scope: Scope,
  bodyText: string,
  withoutSecret: (body: unknown) => unknown,
  work: () => Promise<StoredAnswer>,
): Promise<StoredAnswer & { replayed: boolean }> {
  if (scope.key.length > maxKeyLength) throw new AppError('invalid_request', 'The Idempotency-Key is too long.')
  const bodyHash = digest(bodyText)
  await dropDead(scope, Date.now())
  if (!(await claim(scope, bodyHash))) return { ...(await earlierAnswer(scope, bodyHash)), replayed: true }
  try {
    const answer = await work()
    const kept = toJson(withoutSecret(answer.body)) ?? Prisma.DbNull
    await prisma().idempotencyRecord.update({
      where: { tokenId_route_key: scope },
      data: { status: answer.status, answer: kept },
    })
    return { ...answer, replayed: false }
  } catch (error) {
    await prisma().idempotencyRecord.deleteMany({ where: { ...scope, status: null } })
    throw error
  }
}

/** Forgets the answers that are older than 24 h; returns how many. */
export async function pruneIdempotencyRecords(nowMs: number = Date.now()): Promise<number> {
  const old = { createdAt: { lt: new Date(nowMs - keptMs) } }
  return (await prisma().idempotencyRecord.deleteMany({ where: old })).count
}
