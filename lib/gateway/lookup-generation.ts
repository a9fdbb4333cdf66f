import type { KeyAccess } from '../api-keys'
import { AppError } from '../errors'
import { isId } from '../ids'
import { hasOpenHold } from '../ledger'
import { findPriceVersion, receiptOf, signReceipt } from '../pricing'
import { findUsageRecord, usageRecordJson } from '../usage'

/** The receipt of one of the key owner's calls; `status: "open"` until it is settled. Another's is the same 404 as none. */
export async function generationOf(access: KeyAccess, requestId: string): Promise<Record<string, unknown>> {
  const missing = new AppError('not_found', `There is no generation "${requestId.slice(0, 80)}".`)
  if (!isId('request', requestId)) throw missing
  const record = await findUsageRecord(requestId, access.userId)
  if (!record) {
    if (await hasOpenHold(requestId, access.userId)) return { requestId, status: 'open' }
    throw missing
  }
  const price = record.priceVersionId === null ? null : await findPriceVersion(record.priceVersionId)
  // Accounts, statuses and upstream ids are the operator's; the customer sees how the tries went.
  const { accountId: _account, upstreamModel: _model, attempts, ...own } = usageRecordJson(record)
  return {
    ...own,
    attempts: attempts.map(({ failure, headerMs, firstTokenMs, bytes }, index) => ({
      index,
      failure,
      headerMs,
      firstTokenMs,
      bytes,
    })),
    receipt: signReceipt(receiptOf(record, price)),
  }
}
