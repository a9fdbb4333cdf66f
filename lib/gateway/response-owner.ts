import { AppError } from '../errors'
import { findResponseOwner } from '../ledger'
import { slots } from '../slots'
import { pendingSettlements } from './pending-settlements'

/** The customer's own response that a call builds on: the account that made it, and the tokens it brings along. */
export type ResponseOwner = { accountId: string; tokens: number }

/** Finds one of the customer's own responses; unknown and another's are the same 404. The durable copy also knows its size. */
export async function ownerOfResponse(userId: string, responseId: string): Promise<ResponseOwner> {
  const stored = await findResponseOwner(userId, responseId)
  if (stored) return stored
  // Just answered: its settlement may still be on the way to the database.
  const accountId = await slots().findResponse(userId, responseId)
  if (accountId !== null) {
    await pendingSettlements().settled(userId)
    return (await findResponseOwner(userId, responseId)) ?? { accountId, tokens: 0 }
  }
  throw new AppError(
    'not_found',
    `There is no response "${responseId.slice(0, 80)}". Responses are kept for 30 days.`,
    {
      details: { param: 'previous_response_id' },
    },
  )
}
