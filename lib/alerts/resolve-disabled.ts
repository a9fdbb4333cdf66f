import { inTransaction } from '../db/prisma'
import { queueNotices } from './queue-notices'

const maxRules = 100

/** Ends the open events of rules that were switched off, and says so where their firing was told. */
export async function resolveDisabled(now: Date): Promise<number> {
  return await inTransaction(async (tx) => {
    const rules = await tx.alertRule.findMany({
      where: { enabled: false, events: { some: { resolvedAt: null } } },
      take: maxRules,
    })
    let resolved = 0
    for (const rule of rules) {
      const where = { ruleId: rule.id, resolvedAt: null }
      resolved += (await tx.alertEvent.updateMany({ where, data: { resolvedAt: now } })).count
      await queueNotices(tx, rule, now)
    }
    return resolved
  })
}
