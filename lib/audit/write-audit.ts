import { assertMay } from '../auth/assert-may'
import type { Actor, ActorContext } from '../auth/types'
import type { DatabaseClient } from '../db/prisma'
import { Prisma } from '../db/prisma'
import { toJson } from '../db/to-json'
import { createId } from '../ids'

export type AuditInput = {
  /** `subject.verb`, such as `user.suspend`. */
  action: string
  subjectKind: string
  subjectId: string
  /** Public forms only: no secret, no hash. */
  before?: unknown
  after?: unknown
}

function actorColumns(actor: Actor): { actorKind: string; actorId: string } {
  switch (actor.kind) {
    case 'customer':
    case 'admin':
      return { actorKind: 'user', actorId: actor.userId }
    case 'token':
      return { actorKind: 'token', actorId: actor.tokenId }
    case 'system':
      return { actorKind: 'system', actorId: actor.name }
  }
}

const jsonOrNull = (value: unknown) => (value === undefined || value === null ? Prisma.DbNull : toJson(value))

/** Writes the audit row of a change with the change's own transaction: neither exists without the other. Throws permission_denied, and so undoes the change, when the actor's role doesn't allow it. */
export async function writeAudit(tx: DatabaseClient, ctx: ActorContext, input: AuditInput): Promise<void> {
  assertMay(ctx, input.action)
  await tx.auditEntry.create({
    data: {
      id: createId('audit'),
      ...actorColumns(ctx.actor),
      address: ctx.address,
      requestId: ctx.requestId,
      action: input.action,
      subjectKind: input.subjectKind,
      subjectId: input.subjectId,
      before: jsonOrNull(input.before),
      after: jsonOrNull(input.after),
    },
  })
}
