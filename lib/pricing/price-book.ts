import { pool } from '../db/pg'
import { logger } from '../logger'
import { shared } from '../process-state'
import { subscribe } from '../redis'
import { type PriceRow, priceFromRow } from './price-row'
import type { PriceVersion } from './types'

const refreshEveryMs = 15_000
/** Versions replaced longer ago than any request runs are not needed to admit or settle one. */
const keptMs = 2 * 86_400_000

export type PriceBook = {
  /** Model → its versions, oldest first. */
  versions: Map<string, PriceVersion[]>
  byId: Map<string, PriceVersion>
  timer: NodeJS.Timeout | null
  loading: Promise<void> | null
  /** A change came while loading: what is being read may be older. */
  stale: boolean
  unsubscribe: (() => void) | null
}

/** This process's price book. */
export const priceBook = shared('pricing.book', (): PriceBook => {
  return { versions: new Map(), byId: new Map(), timer: null, loading: null, stale: false, unsubscribe: null }
})

const query = `
  SELECT * FROM model_prices p WHERE effective_from >= $1
    OR effective_from = (SELECT max(q.effective_from) FROM model_prices q WHERE q.model = p.model AND q.effective_from < $1)
  ORDER BY model, effective_from`

async function load(book: PriceBook): Promise<void> {
  const { rows } = await pool().query<PriceRow>(query, [new Date(Date.now() - keptMs)])
  const versions = new Map<string, PriceVersion[]>()
  for (const row of rows) {
    const version = priceFromRow(row)
    const known = versions.get(version.model)
    if (known) known.push(version)
    else versions.set(version.model, [version])
    book.byId.set(version.id, version)
  }
  book.versions = versions
}

/** Reads the price book anew; a change that comes meanwhile is read too before this resolves. */
export async function refreshPrices(): Promise<void> {
  const book = priceBook()
  book.stale = true
  book.loading ??= (async () => {
    while (book.stale) {
      book.stale = false
      await load(book)
    }
  })().finally(() => {
    book.loading = null
  })
  await book.loading
}

async function refreshQuietly(): Promise<void> {
  try {
    await refreshPrices()
  } catch (error) {
    // The prices in memory stay in force; the next refresh comes by itself.
    logger().warn({ err: error }, 'the price book could not be read')
  }
}

/** Loads every price into this process and keeps it current: within 1 s of a change through the bus, else every 15 s. */
export async function loadPrices(): Promise<void> {
  await refreshPrices()
  const book = priceBook()
  book.unsubscribe ??= subscribe('price', () => void refreshQuietly())
  book.timer ??= setInterval(() => void refreshQuietly(), refreshEveryMs)
  book.timer.unref()
}

/** Stops keeping the price book current. */
export function closePrices(): void {
  const book = priceBook()
  if (book.timer) clearInterval(book.timer)
  book.timer = null
  book.unsubscribe?.()
  book.unsubscribe = null
}
