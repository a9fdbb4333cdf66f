import { beforeCursor, type Page, type PageInput, pageTake, toPage } from '../db/page'
import { prisma } from '../db/prisma'
import { redeemCodeJson } from './redeem-code-json'
import type { RedeemCodeView } from './schemas'

/** All codes for staff, newest first, of one batch or of all. */
export async function listRedeemCodes(
  input: PageInput & { batch?: string | undefined } = {},
): Promise<Page<RedeemCodeView>> {
  const where = { ...beforeCursor(input), ...(input.batch === undefined ? {} : { batch: input.batch }) }
  const rows = await prisma().redeemCode.findMany({ where, orderBy: { id: 'desc' }, take: pageTake(input) })
  return toPage(rows, input, redeemCodeJson)
}
