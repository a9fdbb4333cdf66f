import { inTransaction, prisma } from '../db/prisma'
import { hashedCode } from './hashed-code'

const batchSize = 500

/** Hashes and empties codes that an earlier version stored in the clear; they can be redeemed before, during and after. Returns how many. */
export async function hashClearCodes(): Promise<number> {
  let hashed = 0
  for (;;) {
    const rows = await prisma().redeemCode.findMany({
      where: { code: { not: null } },
      select: { id: true, code: true },
      orderBy: { id: 'asc' },
      take: batchSize,
    })
    if (rows.length === 0) return hashed
    await inTransaction(async (tx) => {
      for (const { id, code } of rows) {
        if (code !== null) await tx.redeemCode.updateMany({ where: { id, code }, data: hashedCode(code) })
      }
    })
    hashed += rows.length
  }
}
