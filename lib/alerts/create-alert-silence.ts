import { writeAudit } from '../audit'
import type { ActorContext } from '../auth/types'
import { inTransaction } from '../db/prisma'
import { AppError } from '../errors'
import { createId } from '../ids'
import { alertSilenceJson } from './alert-silence-json'
import type { AlertSilenceView, CreateAlertSilenceInput } from './schemas'

const actorName = ({ actor }: ActorContext) => {
  if (actor.kind === 'token') return actor.tokenId
  return actor.kind === 'system' ? actor.name : actor.userId
}

/** Keeps a rule, a severity or everything quiet until a time: events still open and resolve, no message is sent. Throws not_found. */
export async function createAlertSilence(ctx: ActorContext, input: CreateAlertSilenceInput): Promise<AlertSilenceView> {
  const id = createId('alertSilence')
  const { ruleId = null, severity = null, reason = '', until } = input
  return await inTransaction(async (tx) => {
    if (ruleId !== null && !(await tx.alertRule.findUnique({ where: { id: ruleId } }))) {
      throw new AppError('not_found', 'There is no such alert rule.')
    }
    const row = await tx.alertSilence.create({
      data: { id, ruleId, severity, reason, until, createdBy: actorName(ctx) },
    })
    const after = alertSilenceJson(row)
    await writeAudit(tx, ctx, { action: 'alert_silence.create', subjectKind: 'alert_silence', subjectId: id, after })
    return after
  })
}
