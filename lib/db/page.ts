/** One page of a list: `nextCursor` is null at the end. */
export type Page<T> = { data: T[]; nextCursor: string | null }

export type PageInput = { cursor?: string | undefined; limit?: number | undefined }

export const defaultPageSize = 50
export const maxPageSize = 500

/** How many rows to read for a page: one more than asked, so that the end is known. */
export function pageTake(input: PageInput): number {
  return Math.min(input.limit ?? defaultPageSize, maxPageSize) + 1
}

/** The page of rows that were read with `pageTake`, newest first; the cursor is the last row's id. */
export function toPage<R extends { id: string }, T>(
  rows: readonly R[],
  input: PageInput,
  toItem: (row: R) => T,
): Page<T> {
  const size = pageTake(input) - 1
  const shown = rows.slice(0, size)
  return { data: shown.map(toItem), nextCursor: rows.length > size ? (shown.at(-1)?.id ?? null) : null }
}

/** The condition of rows behind the cursor, in lists that are newest first by id. */
export function beforeCursor(input: PageInput): { id?: { lt: string } } {
  return input.cursor === undefined ? {} : { id: { lt: input.cursor } }
}
