import { assertMay } from '../auth/assert-may'
import type { Actor, ActorContext } from '../auth/types'
import type { Sql } from '../db/pg'
import type { DatabaseClient } from '../db/prisma'
import { prismaSql } from '../db/prisma-sql'
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

const jsonOrNull = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(toJson(value)))

const statement = `INSERT INTO audit_log
    (id, actor_kind, actor_id, address, request_id, action, subject_kind, subject_id, before, after)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10::jsonb)`

/** Writes the audit row of a change with the change's own transaction: neither exists without the other. Throws permission_denied, and so undoes the change, when the actor's role doesn't allow it. */
export async function writeAudit(tx: DatabaseClient, ctx: ActorContext, input: AuditInput): Promise<void> {
  await writeAuditSql(prismaSql(tx), ctx, input)
}

/** As `writeAudit`, in a raw transaction. */
export async function writeAuditSql(tx: Sql, ctx: ActorContext, input: AuditInput): Promise<void> {
  assertMay(ctx, input.action)
  const { actorKind, actorId } = actorColumns(ctx.actor)
  await tx.query(statement, [
    ...[createId('audit'), actorKind, actorId, ctx.address, ctx.requestId],
    ...[input.action, input.subjectKind, input.subjectId, jsonOrNull(input.before), jsonOrNull(input.after)],
  ])
}
