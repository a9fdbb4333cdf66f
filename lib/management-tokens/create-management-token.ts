import { writeAudit } from '../audit'
import type { ActorContext } from '../auth/types'
import { hashWithPepper, randomBase62 } from '../crypto'
import { inTransaction } from '../db/prisma'
import { AppError } from '../errors'
import { createId } from '../ids'
import { managementTokenJson } from './management-token-json'
import type { CreateManagementTokenInput, ManagementTokenView } from './schemas'

const secretLength = 43

/** Nobody gives out what they don't have: a token makes tokens of its own scopes only. */
function assertHasScopes({ actor }: ActorContext, scopes: readonly string[]): void {
  if (actor.kind !== 'token') return
  const lacking = scopes.filter((scope) => !actor.scopes.includes(scope))
  if (lacking.length === 0) return
  throw new AppError(
    'permission_denied',
    `A management token can only make tokens with scopes that it has itself; it lacks ${lacking.join(', ')}.`,
  )
}

/**
 * Makes a management token and returns it, the only time it is shown; stored is its HMAC. Throws permission_denied when
 * a token asks for a scope that it lacks.
 */
export async function createManagementToken(
  ctx: ActorContext,
  input: CreateManagementTokenInput,
): Promise<ManagementTokenView & { token: string }> {
  assertHasScopes(ctx, input.scopes)
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
