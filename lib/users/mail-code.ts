import { randomInt } from 'node:crypto'
import { hashWithEveryPepper, hashWithPepper, isEqualConstantTime, randomBase62 } from '../crypto'
import { lockRow } from '../db/lock-row'
import { inTransaction, type Prisma, prisma } from '../db/prisma'
import { AppError } from '../errors'
import { createId } from '../ids'

type Purpose = 'verify_email' | 'reset_password' | 'change_email'

const lifeMs: Record<Purpose, number> = { verify_email: 900_000, reset_password: 3_600_000, change_email: 900_000 }
const maxAttempts = 5
const linkCodeLength = 32

const subjectOf = (purpose: Purpose, userId: string, code: string) => `${purpose}:${userId}:${code}`

function createCode(purpose: Purpose): string {
  return purpose === 'reset_password' ? randomBase62(linkCodeLength) : String(randomInt(1_000_000)).padStart(6, '0')
}

/** Makes a code for a mail; earlier ones of the same purpose end. Only its hash is kept. */
export async function createMailCode(
  purpose: Purpose,
  userId: string,
  newEmail: string | null = null,
): Promise<string> {
  const code = createCode(purpose)
  await prisma().$transaction([
    prisma().mailCode.updateMany({ where: { userId, purpose, usedAt: null }, data: { usedAt: new Date() } }),
    prisma().mailCode.create({
      data: {
        id: createId('code'),
        userId,
        purpose,
        newEmail,
        codeHash: hashWithPepper(subjectOf(purpose, userId, code)).hash,
        expiresAt: new Date(Date.now() + lifeMs[purpose]),
      },
    }),
  ])
  return code
}

const wrongCode = () =>
  new AppError('invalid_request', 'The code is wrong or no longer valid. Ask for a new one.', {
    details: { fieldErrors: { code: 'is wrong or no longer valid' } },
  })

/**
 * Runs `work` with a code that was mailed, in the transaction that uses it up. A code works once, for a while, and
 * survives four wrong tries; throws invalid_request otherwise.
 */
export async function withMailCode<T>(
  purpose: Purpose,
  userId: string,
  code: string,
  work: (tx: Prisma.TransactionClient, newEmail: string | null) => Promise<T>,
): Promise<T> {
  const result = await inTransaction(async (tx) => {
    const found = await tx.mailCode.findFirst({
      where: { userId, purpose, usedAt: null, expiresAt: { gt: new Date() } },
      orderBy: { id: 'desc' },
    })
    if (!found) return null
    await lockRow(tx, 'mail_codes', found.id)
    const row = await tx.mailCode.findUniqueOrThrow({ where: { id: found.id } })
    if (row.usedAt !== null || row.attempts >= maxAttempts) return null
    const hashes = hashWithEveryPepper(subjectOf(purpose, userId, code)).map((each) => each.hash)
    if (!hashes.some((hash) => isEqualConstantTime(hash, row.codeHash))) {
      // Committed although the caller hears a refusal: the next guess must count from here.
      await tx.mailCode.update({ where: { id: row.id }, data: { attempts: row.attempts + 1 } })
      return null
    }
    await tx.mailCode.update({ where: { id: row.id }, data: { usedAt: new Date() } })
    return { value: await work(tx, row.newEmail) }
  })
  if (result === null) throw wrongCode()
  return result.value
}
