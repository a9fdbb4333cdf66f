import { hashWithEveryPepper, isEqualConstantTime } from '../crypto'
import { prisma } from '../db/prisma'
import { env } from '../env'
import { AppError } from '../errors'
import { type ManagementScope, managementScopes } from './scopes'

export type TokenAccess = { tokenId: string; scopes: readonly string[] }

const bootstrapTokenId = 'bootstrap'
const lastUsedEveryMs = 60_000
const bearer = /^bearer +(\S{16,4096})$/i

function unauthenticated(message: string): AppError {
  return new AppError('unauthenticated', message)
}

async function findToken(secret: string): Promise<TokenAccess | null> {
  const bootstrap = env().MANAGEMENT_TOKEN
  if (bootstrap !== undefined && isEqualConstantTime(secret, bootstrap)) {
    return { tokenId: bootstrapTokenId, scopes: managementScopes }
  }
  const now = new Date()
  const hashes = hashWithEveryPepper(secret).map((each) => each.hash)
  const row = await prisma().managementToken.findFirst({ where: { tokenHash: { in: hashes } } })
  if (!row || row.revokedAt || (row.expiresAt && row.expiresAt <= now)) return null
  const stale = new Date(now.getTime() - lastUsedEveryMs)
  if (!row.lastUsedAt || row.lastUsedAt < stale) {
    await prisma().managementToken.updateMany({ where: { id: row.id }, data: { lastUsedAt: now } })
  }
  return { tokenId: row.id, scopes: row.scopes }
}

/** Who calls the management API: throws unauthenticated for no or a dead token, permission_denied when it lacks the scope. */
export async function checkManagementToken(authorization: string | null, scope: ManagementScope): Promise<TokenAccess> {
  const secret = bearer.exec(authorization ?? '')?.[1]
  if (secret === undefined) throw unauthenticated('Send a management token: Authorization: Bearer ….')
  const access = await findToken(secret)
  if (!access) throw unauthenticated('The management token is unknown, expired or revoked.')
  if (!access.scopes.includes(scope)) {
    throw new AppError('permission_denied', `The management token lacks the scope ${scope}.`)
  }
  return access
}
