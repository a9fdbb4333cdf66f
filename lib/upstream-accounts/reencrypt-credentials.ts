import { reencryptSecret } from '../crypto'
import { lockRow } from '../db/lock-row'
import { inTransaction, prisma } from '../db/prisma'
import { reencryptHeaderOverrides } from './header-overrides'

const batchSize = 200

async function reencryptOne(accountId: string): Promise<boolean> {
  return await inTransaction(async (tx) => {
    await lockRow(tx, 'upstream_accounts', accountId)
    const row = await tx.upstreamAccount.findUnique({ where: { id: accountId } })
    if (!row || row.credentialCipher === '') return false
    const credentialCipher = reencryptSecret(row.credentialCipher)
    const proxyCipher = row.proxyCipher === null ? null : reencryptSecret(row.proxyCipher)
    const headerOverrides = reencryptHeaderOverrides(row.headerOverrides)
    const data = {
      ...(credentialCipher === null ? {} : { credentialCipher }),
      ...(proxyCipher === null ? {} : { proxyCipher }),
      ...(headerOverrides === null ? {} : { headerOverrides }),
    }
    if (Object.keys(data).length === 0) return false
    await tx.upstreamAccount.update({ where: { id: accountId }, data })
    return true
  })
}

/** Brings every credential, proxy and header value of accounts under the newest CREDENTIAL_KEY; afterwards older versions may be taken out. Returns how many changed; safe to repeat. */
export async function reencryptCredentials(): Promise<number> {
  let changed = 0
  let after = ''
  for (;;) {
    const rows = await prisma().upstreamAccount.findMany({
      where: { id: { gt: after } },
      select: { id: true },
      orderBy: { id: 'asc' },
      take: batchSize,
    })
    for (const row of rows) if (await reencryptOne(row.id)) changed++
    const last = rows.at(-1)
    if (!last) return changed
    after = last.id
  }
}
