import { z } from 'zod'
import { pageFields } from './fields'

/** The form of a page of a list. */
export function pageOf<S extends z.ZodType>(item: S) {
  return z.object({ data: z.array(item), nextCursor: z.string().nullable() })
}

/** The ids in a route's path. */
export function pathIds<const N extends string>(...names: N[]) {
  const fields = Object.fromEntries(names.map((name) => [name, z.string().min(1).max(200)]))
  // Built from the very names the type speaks of.
  return z.object(fields as Record<N, z.ZodString>)
}

/** The query of a list without filters. */
export const pageQuery = z.strictObject(pageFields)

/** The answer of a removal. */
export const deletedAnswer = z.object({ id: z.string(), deleted: z.literal(true) })
