import type { Invariant } from '../ledger'

export type BackupHeader = {
  format: 1
  version: string
  createdAt: string
  /** Migrations that the tables are of. */
  migrations: string[]
  /** Months that had partitions, as YYYYMM. */
  months: string[]
  sequences: { name: string; value: string | null }[]
}

export type BackupSummary = {
  /** Table → rows. */
  tables: Record<string, number>
  /** As they were in the snapshot. */
  invariants: Invariant[]
}

export type BackupResult = BackupSummary & { rows: number; bytes: number; file: string }
