/** One line of a provider's export; null = it doesn't say. */
export type ProviderRow = {
  /** UTC day. */
  day: string
  model: string
  requests: bigint | null
  inputTokens: bigint | null
  outputTokens: bigint | null
  costNanoUsd: bigint | null
}

const plus = (a: bigint | null, b: bigint | null) => (a === null ? b : b === null ? a : a + b)

/** A model's name without the date that providers put behind it: their reports name snapshots, callers often don't. */
export function bareModel(model: string): string {
  return model.replace(/-(\d{4}-\d{2}-\d{2}|\d{8})$/, '')
}

/** One row for each day and model. */
export function mergeRows(rows: readonly ProviderRow[]): ProviderRow[] {
  const merged = new Map<string, ProviderRow>()
  for (const row of rows) {
    const model = bareModel(row.model)
    const key = `${row.day} ${model}`
    const known = merged.get(key)
    merged.set(
      key,
      known
        ? {
            ...known,
            requests: plus(known.requests, row.requests),
            inputTokens: plus(known.inputTokens, row.inputTokens),
            outputTokens: plus(known.outputTokens, row.outputTokens),
            costNanoUsd: plus(known.costNanoUsd, row.costNanoUsd),
          }
        : { ...row, model },
    )
  }
  return [...merged.values()]
}
