import { reencryptSecret } from '../crypto'
import { prisma } from '../db/prisma'

const batchSize = 200

/** Brings every second-factor secret under the newest CREDENTIAL_KEY. Returns how many changed; safe to repeat. */
export async function reencryptTwoFactor(): Promise<number> {
  let changed = 0
  let after = ''
  for (;;) {
    const rows = await prisma().user.findMany({
      where: { id: { gt: after }, totpCipher: { not: null } },
      select: { id: true, totpCipher: true },
      orderBy: { id: 'asc' },
      take: batchSize,
    })
    for (const { id, totpCipher } of rows) {
      const renewed = totpCipher === null ? null : reencryptSecret(totpCipher)
      if (renewed === null) continue
      // A secret that was changed meanwhile is under the newest key already.
      const { count } = await prisma().user.updateMany({ where: { id, totpCipher }, data: { totpCipher: renewed } })
      changed += count
    }
    const last = rows.at(-1)
    if (!last) return changed
    after = last.id
  }
}
