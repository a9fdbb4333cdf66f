import type { Sql } from '../db/pg'

export type BackupTable = { name: string; columns: string[] }

type Row = { name: string; columns: string[]; parents: string[] }

/** Tables of this product with what they point to; a partitioned one stands for its partitions. */
const query = `
  SELECT c.relname AS name,
    (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
    (SELECT coalesce(array_agg(DISTINCT p.relname::text), '{}') FROM pg_constraint f JOIN pg_class p ON p.oid = f.confrelid
      WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.confrelid <> c.oid) AS parents
  FROM pg_class c
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND c.relname <> '_prisma_migrations'
  ORDER BY c.relname`

/** The tables of a backup, each after those that it points to, so that they can be filled in this order. */
export async function listTables(sql: Sql): Promise<BackupTable[]> {
  const { rows } = await sql.query<Row>(query)
  const ordered: BackupTable[] = []
  let left = rows
  while (left.length > 0) {
    const free = left.filter(({ parents }) => parents.every((parent) => !left.some(({ name }) => name === parent)))
    if (free.length === 0) throw new Error(`tables point to each other: ${left.map(({ name }) => name).join(', ')}`)
    ordered.push(...free.map(({ name, columns }) => ({ name, columns })))
    left = left.filter((row) => !free.includes(row))
  }
  return ordered
}
