import { stringify } from 'csv-stringify/sync'
import { formatMultiplier, formatUsdExact } from '../money'
import { streamUsageRecords } from './stream-usage-records'
import type { UsageFilter, UsageRecord } from './types'

type Column = [name: string, value: (record: UsageRecord) => string | number]

/** What a customer may know of their own calls: no account, no upstream. */
const columns: readonly Column[] = [
  ['request_id', (record) => record.requestId],
  ['created_at', (record) => record.createdAt.toISOString()],
  ['key_id', (record) => record.keyId],
  ['model', (record) => record.requestedModel],
  ['endpoint', (record) => record.endpoint],
  ['stream', (record) => String(record.stream)],
  ['status', (record) => record.status],
  ['error_code', (record) => record.errorCode ?? ''],
  ['input_tokens', (record) => record.inputTokens],
  ['cached_input_tokens', (record) => record.cachedInputTokens],
  ['cache_write_tokens', (record) => record.cacheWrite5mTokens + record.cacheWrite1hTokens],
  ['output_tokens', (record) => record.outputTokens],
  ['reasoning_tokens', (record) => record.reasoningTokens],
  ['multiplier', (record) => formatMultiplier(record.rateMultiplier)],
  ['cost_nano_usd', (record) => record.costNanoUsd.toString()],
  ['charged_nano_usd', (record) => record.chargedNanoUsd.toString()],
  ['charged_usd', (record) => formatUsdExact(record.chargedNanoUsd).replace('$', '')],
  ['funded_by', (record) => record.fundedBy],
  ['usage_source', (record) => record.usageSource],
  ['queue_ms', (record) => record.queueMs],
  ['first_token_ms', (record) => record.firstTokenMs ?? ''],
  ['duration_ms', (record) => record.durationMs],
]

// A model name or id that starts like a formula must stay text in a spreadsheet.
const options = { escape_formulas: true }

/** Every record of a filter as CSV with a head line, newest first, a page of rows at a time: memory stays flat. */
export async function* streamUsageCsv(filter: UsageFilter): AsyncGenerator<string> {
  yield stringify([columns.map(([name]) => name)], options)
  for await (const page of streamUsageRecords(filter)) {
    if (page.length > 0)
      yield stringify(
        page.map((record) => columns.map(([, value]) => value(record))),
        options,
      )
  }
}
