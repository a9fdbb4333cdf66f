import { writeAudit } from '../audit'
import type { ActorContext } from '../auth/types'
import { hashWithPepper, randomBase62 } from '../crypto'
import { inTransaction } from '../db/prisma'
import { createId } from '../ids'
import { managementTokenJson } from './management-token-json'
import type { CreateManagementTokenInput, ManagementTokenView } from './schemas'

const secretLength = 43

/** Makes a management token and returns it, the only time it is shown; stored is its HMAC. */
export async function createManagementToken(
  ctx: ActorContext,
  input: CreateManagementTokenInput,
): Promise<ManagementTokenView & { token: string }> {
  const token = `tpm-${randomBase62(secretLength)}`
  const id = createId('token')
  const view = await inTransaction(async (tx) => {
    const row = await tx.managementToken.create({
      data: {
        id,
        name: input.name,
        tokenHash: hashWithPepper(token).hash,
        lastFour: token.slice(-4),
        scopes: [...new Set(input.scopes)],
        createdBy: ctx.actor.kind === 'admin' ? ctx.actor.userId : null,
        expiresAt: input.expiresAt ?? null,
      },
    })
    const after = managementTokenJson(row)
    const subject = { subjectKind: 'management_token', subjectId: id }
    await writeAudit(tx, ctx, { action: 'management_token.create', ...subject, after })
    return after
  })
  return { ...view, token }
}
