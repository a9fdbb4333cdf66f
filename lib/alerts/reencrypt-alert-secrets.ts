import { reencryptSecret } from '../crypto'
import { lockRow } from '../db/lock-row'
import { inTransaction, prisma } from '../db/prisma'

const maxRules = 10_000

async function reencryptOne(id: string): Promise<boolean> {
  return await inTransaction(async (tx) => {
    await lockRow(tx, 'alert_rules', id)
    const row = await tx.alertRule.findUnique({ where: { id }, select: { webhookSecretCipher: true } })
    const webhookSecretCipher = row?.webhookSecretCipher ? reencryptSecret(row.webhookSecretCipher) : null
    if (webhookSecretCipher === null) return false
    await tx.alertRule.update({ where: { id }, data: { webhookSecretCipher } })
    return true
  })
}

/** Brings every webhook secret under the newest CREDENTIAL_KEY. Returns how many changed; safe to repeat. */
export async function reencryptAlertSecrets(): Promise<number> {
  const rows = await prisma().alertRule.findMany({
    where: { webhookSecretCipher: { not: null } },
    select: { id: true },
    take: maxRules,
  })
  let changed = 0
  for (const { id } of rows) if (await reencryptOne(id)) changed += 1
  return changed
}
