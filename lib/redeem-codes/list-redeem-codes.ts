import { beforeCursor, type Page, pageTake, toPage } from '../db/page'
import { type Prisma, prisma } from '../db/prisma'
import { maskTyped, whereCode } from './hashed-code'
import { redeemCodeJson } from './redeem-code-json'
import type { ListRedeemCodesInput, RedeemCodeView } from './schemas'

function stateWhere(state: RedeemCodeView['state'], now: Date): Prisma.RedeemCodeWhereInput {
  const { fields } = prisma().redeemCode
  const isUsed = { redeemed: { gte: fields.maxRedemptions } }
  const isOver = { expiresAt: { lte: now } }
  switch (state) {
    case 'disabled':
      return { disabledAt: { not: null } }
    case 'used':
      return { disabledAt: null, ...isUsed }
    case 'expired':
      return { disabledAt: null, NOT: isUsed, ...isOver }
    case 'open':
      return { disabledAt: null, NOT: isUsed, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] }
  }
}

function searchWhere(search: string | undefined): Prisma.RedeemCodeWhereInput {
  if (!search) return {}
  return {
    OR: [
      { id: search },
      whereCode(search),
      { mask: maskTyped(search) },
      { batch: { contains: search, mode: 'insensitive' } },
    ],
  }
}

/** Codes for staff, newest first and masked, of one batch, state or search (a whole code, its mask, id or batch), or all. */
export async function listRedeemCodes(input: ListRedeemCodesInput = {}): Promise<Page<RedeemCodeView>> {
  const { batch, state, search } = input
  const conditions = [
    beforeCursor(input),
    batch === undefined ? {} : { batch },
    state === undefined ? {} : stateWhere(state, new Date()),
    searchWhere(search),
  ]
  const where = { AND: conditions }
  const rows = await prisma().redeemCode.findMany({ where, orderBy: { id: 'desc' }, take: pageTake(input) })
  return toPage(rows, input, redeemCodeJson)
}
