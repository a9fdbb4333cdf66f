import { randomInt } from 'node:crypto'
import { writeAudit } from '../audit'
import type { ActorContext } from '../auth/types'
import { inTransaction } from '../db/prisma'
import { AppError } from '../errors'
import { createId } from '../ids'
import { hashedCode } from './hashed-code'
import { redeemCodeJson } from './redeem-code-json'
import type { CreateRedeemCodesInput, RedeemCodeView } from './schemas'

/** Without letters and digits that are mistaken for each other. */
const alphabet = 'ABCDEFGHJKMNPQRSTVWXYZ23456789'
const groups = 4
const groupLength = 4

function randomCode(): string {
  const group = () => Array.from({ length: groupLength }, () => alphabet.charAt(randomInt(alphabet.length))).join('')
  return Array.from({ length: groups }, group).join('-')
}

/**
 * Makes `count` codes of one kind (about 78 random bits each), with one audit row. The answer alone holds them whole:
 * stored are a hash and a mask.
 */
export async function createRedeemCodes(ctx: ActorContext, input: CreateRedeemCodesInput): Promise<RedeemCodeView[]> {
  const { kind, count, maxRedemptions, batch } = input
  return await inTransaction(async (tx) => {
    if (input.planId !== undefined && !(await tx.plan.findUnique({ where: { id: input.planId } }))) {
      throw new AppError('not_found', 'There is no such plan.')
    }
    const codes = new Map(Array.from({ length: count }, () => [createId('code'), randomCode()]))
    const rows = await tx.redeemCode.createManyAndReturn({
      data: [...codes].map(([id, code]) => ({
        ...{ id, ...hashedCode(code), kind, maxRedemptions, batch },
        amountNanoUsd: kind === 'credit' ? (input.amountNanoUsd ?? null) : null,
        creditDays: kind === 'credit' ? (input.creditDays ?? null) : null,
        planId: kind === 'plan_days' ? (input.planId ?? null) : null,
        planDays: kind === 'plan_days' ? (input.planDays ?? null) : null,
        expiresAt: input.expiresAt ?? null,
        createdBy: ctx.actor.kind === 'admin' ? ctx.actor.userId : null,
      })),
    })
    await writeAudit(tx, ctx, {
      ...{ action: 'redeem_code.create', subjectKind: 'redeem_code', subjectId: rows[0]?.id ?? '' },
      after: { ids: rows.map((row) => row.id), kind, batch, maxRedemptions },
    })
    return rows.map((row) => ({ ...redeemCodeJson(row), code: codes.get(row.id) ?? row.mask }))
  })
}
