import { writeAudit } from '../audit'
import { actorName } from '../auth/actor-name'
import { assertMay } from '../auth/assert-may'
import type { ActorContext } from '../auth/types'
import { inTransaction } from '../db/prisma'
import { prismaSql } from '../db/prisma-sql'
import { AppError } from '../errors'
import { guardedFetch } from '../http/guarded-fetch'
import {
  announcePrices,
  type ImportResult,
  importPrices,
  type PriceChange,
  readPriceFile,
  type SkippedModel,
} from '../pricing'
import { modelPriceJson, priceTermsJson } from './model-price-json'
import { type ImportPricesInput, type ImportPricesView, maxPriceFileBytes } from './price-import-schemas'

const fetchTimeoutMs = 60_000
const okStatus = 200
const action = 'model_price.import'
const kinds = { added: 'added', changed: 'changed', kept_manual: 'kept_own' } as const

async function fileOf({ content, url }: ImportPricesInput): Promise<string> {
  if ((content === undefined) === (url === undefined)) {
    throw new AppError('invalid_request', 'Give either the file or an address of it.')
  }
  if (content !== undefined) return content
  const answer = await guardedFetch(url ?? '', { timeoutMs: fetchTimeoutMs, maxBytes: maxPriceFileBytes })
  if (answer.status !== okStatus) {
    throw new AppError('upstream_failed', `The address answered ${answer.status} instead of a file.`)
  }
  return answer.text
}

function changeJson(change: PriceChange): ImportPricesView['changes'] {
  const { model, kind, before, after } = change
  if (kind === 'same') return []
  return [{ model, kind: kinds[kind], before: before && modelPriceJson(before), after: priceTermsJson(after) }]
}

function viewOf(result: ImportResult, skipped: SkippedModel[], applied: boolean): ImportPricesView {
  return {
    ...{ applied, hash: result.hash, added: result.added, changed: result.changed, unchanged: result.same },
    ...{ keptOwn: result.keptManual, skipped, changes: result.changes.flatMap(changeJson) },
  }
}

/** What the audit log keeps: names and prices of what changed, not the file. */
function auditOf(view: ImportPricesView) {
  const changed = view.changes.filter(({ kind }) => kind !== 'kept_own')
  const rates = (side: 'before' | 'after') => Object.fromEntries(changed.map((each) => [each.model, each[side]]))
  return { before: rates('before'), after: rates('after') }
}

/**
 * Compares a price file with the price book. Without `applyHash` it only answers the difference; with it exactly the
 * difference of that hash is put in force, in one transaction with its audit row, and a conflict says that it is another
 * by now. An operator's own prices always stay. A broken file changes nothing.
 */
export async function importPriceFile(ctx: ActorContext, input: ImportPricesInput): Promise<ImportPricesView> {
  assertMay(ctx, action)
  const { entries, skipped } = readPriceFile(input.source, await fileOf(input))
  const applied = input.applyHash !== undefined
  const view = await inTransaction(async (tx) => {
    const result = await importPrices(prismaSql(tx), entries, {
      ...{ source: input.source, createdBy: actorName(ctx), dryRun: !applied },
      ...(input.applyHash === undefined ? {} : { expectedHash: input.applyHash }),
    })
    const answer = viewOf(result, skipped, applied)
    if (applied)
      await writeAudit(tx, ctx, { action, subjectKind: 'model_price', subjectId: input.source, ...auditOf(answer) })
    return answer
  })
  if (applied && view.added + view.changed > 0) await announcePrices('*')
  return view
}
