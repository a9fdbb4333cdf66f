import { findPriceVersion, receiptOf, signReceipt } from '../pricing'
import type { SignedReceipt } from '../receipts'
import { getUsageRecord } from './get-usage-record'
import type { UsageRecord } from './types'

/** A request's record with the signed receipt it can be recomputed from; throws `not_found`. With `userId` only that customer's. */
export async function getReceipt(
  requestId: string,
  userId?: string,
): Promise<{ record: UsageRecord; receipt: SignedReceipt }> {
  const record = await getUsageRecord(requestId, userId)
  const price = record.priceVersionId === null ? null : await findPriceVersion(record.priceVersionId)
  return { record, receipt: signReceipt(receiptOf(record, price)) }
}
