import { pool } from '../db/pg'

export type MigrationView = { name: string; finishedAt: string | null }

type Row = { migration_name: string; finished_at: Date | null }

/** Migrations of the database, the latest first; one without `finishedAt` broke off. */
export async function listMigrations(): Promise<MigrationView[]> {
  const { rows } = await pool().query<Row>(
    `SELECT migration_name, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY migration_name DESC`,
  )
  return rows.map((row) => ({ name: row.migration_name, finishedAt: row.finished_at?.toISOString() ?? null }))
}
