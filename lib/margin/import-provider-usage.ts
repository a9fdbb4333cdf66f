import { writeAudit } from '../audit'
import type { ActorContext } from '../auth/types'
import { inTransaction } from '../db/prisma'
import { prismaSql } from '../db/prisma-sql'
import { AppError } from '../errors'
import { createId } from '../ids'
import { mergeRows, type ProviderRow } from './provider-row'
import { readProviderCsv } from './read-provider-csv'
import { readProviderJson } from './read-provider-json'
import type { ImportUsageInput, ImportUsageView } from './schemas'

/** What one statement writes. */
const batchSize = 1_000

// What this export doesn't say (a cost report has no tokens) stays as an earlier one said it.
const upsert = `INSERT INTO provider_usage (account_id, day, model, import_id, requests, input_tokens, output_tokens, cost_nano_usd)
  SELECT $1, r.day::date, r.model, $2, r.requests, r.input, r.output, r.cost FROM unnest($3::text[], $4::text[], $5::bigint[],
    $6::bigint[], $7::bigint[], $8::bigint[]) AS r(day, model, requests, input, output, cost)
  ON CONFLICT (account_id, day, model) DO UPDATE SET import_id = excluded.import_id,
    requests = coalesce(excluded.requests, provider_usage.requests),
    input_tokens = coalesce(excluded.input_tokens, provider_usage.input_tokens),
    output_tokens = coalesce(excluded.output_tokens, provider_usage.output_tokens),
    cost_nano_usd = coalesce(excluded.cost_nano_usd, provider_usage.cost_nano_usd)`

function read({ text, columns }: ImportUsageInput): { format: string; rows: ProviderRow[] } {
  const isJson = /^\s*[[{]/.test(text)
  const rows = mergeRows(isJson ? readProviderJson(text) : readProviderCsv(text, columns))
  if (rows.length === 0) throw new AppError('invalid_request', 'The export has no usage in it.')
  return { format: isJson ? 'json' : 'csv', rows }
}

function summary(format: string, rows: readonly ProviderRow[]): ImportUsageView {
  const days = [...new Set(rows.map((row) => row.day))].sort()
  const models = new Set(rows.map((row) => row.model))
  const ends = { firstDay: days[0] ?? '', lastDay: days.at(-1) ?? '' }
  return { format, rows: rows.length, days: days.length, models: models.size, ...ends }
}

/**
 * Takes in what a provider's own export says of an account, all of it or nothing, with an audit row. Importing the same
 * days again replaces them. Throws not_found, or invalid_request with the line or place of what can't be read.
 */
export async function importProviderUsage(
  ctx: ActorContext,
  accountId: string,
  input: ImportUsageInput,
): Promise<ImportUsageView> {
  const { format, rows } = read(input)
  const importId = createId('event')
  const view = summary(format, rows)
  await inTransaction(async (tx) => {
    if (!(await tx.upstreamAccount.findUnique({ where: { id: accountId }, select: { id: true } }))) {
      throw new AppError('not_found', 'There is no such upstream account.')
    }
    for (let at = 0; at < rows.length; at += batchSize) {
      const part = rows.slice(at, at + batchSize)
      const column = <T>(of: (row: ProviderRow) => T) => part.map(of)
      await prismaSql(tx).query(upsert, [
        accountId,
        importId,
        column((row) => row.day),
        column((row) => row.model),
        column((row) => row.requests),
        column((row) => row.inputTokens),
        column((row) => row.outputTokens),
        column((row) => row.costNanoUsd),
      ])
    }
    const subject = { subjectKind: 'upstream_account', subjectId: accountId, after: { ...view, importId } }
    await writeAudit(tx, ctx, { action: 'provider_usage.import', ...subject })
  })
  return view
}
