import type { QueryResultRow } from 'pg'
import type { Sql } from './pg'
import type { DatabaseClient } from './prisma'

/** Lets verbs that speak SQL take part in a Prisma transaction, so that a change and its audit row are committed together. */
export function prismaSql(tx: DatabaseClient): Sql {
  return {
    async query<Row extends QueryResultRow>(text: string, values: unknown[] = []): Promise<{ rows: Row[] }> {
      return { rows: await tx.$queryRawUnsafe<Row[]>(text, ...values) }
    },
  }
}
