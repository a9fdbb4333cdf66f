'use client'

import {
  type ColumnDef,
  getCoreRowModel,
  type RowData,
  type Table as TableInstance,
  useReactTable,
  type VisibilityState,
} from '@tanstack/react-table'
import { type ReactNode, useState } from 'react'
import { cn } from '@/components/ui/cn'
import { CursorPagination, type CursorPaginationProps } from '@/components/ui/cursor-pagination'
import { Table } from '@/components/ui/table'
import { DataTableBody } from './data-table-body'
import { DataTableHead } from './data-table-head'
import { DataTableState } from './data-table-state'
import { DataTableToolbar } from './data-table-toolbar'

declare module '@tanstack/react-table' {
  interface ColumnMeta<TData extends RowData, TValue> {
    /** Right-aligned with tabular figures. */
    numeric?: boolean
    /** Name in the column menu when the header isn't a plain text. */
    label?: string
    className?: string
  }
}

export type DataTableProps<Row> = {
  /** Names the list for screen readers. */
  label: string
  columns: readonly ColumnDef<Row>[]
  rows: readonly Row[]
  rowId: (row: Row) => string
  /** Shown when there are no rows at all: an `<Empty>`. */
  empty: ReactNode
  /** True when filters or a search are set: no rows then means no match. */
  filtered?: boolean
  onClearFilters?: () => void
  /** A sentence: the list couldn't be loaded. */
  error?: string | null
  onRetry?: () => void
  loading?: boolean
  /** Rows of the skeleton, to keep the final height. */
  skeletonRows?: number
  /** Left of the column menu: search and filters. */
  toolbar?: ReactNode
  pagination?: CursorPaginationProps
  onRowClick?: (row: Row) => void
  selectedId?: string | null
  initialVisibility?: VisibilityState
  columnMenu?: boolean
  className?: string
}

/** A list that the server pages, sorts and filters; the URL holds its state. */
export function DataTable<Row>({ columnMenu = true, initialVisibility, ...props }: DataTableProps<Row>) {
  const [columnVisibility, setColumnVisibility] = useState<VisibilityState>(initialVisibility ?? {})
  const table: TableInstance<Row> = useReactTable({
    data: props.rows as Row[],
    columns: props.columns as ColumnDef<Row>[],
    getRowId: props.rowId,
    getCoreRowModel: getCoreRowModel(),
    manualPagination: true,
    manualSorting: true,
    manualFiltering: true,
    state: { columnVisibility },
    onColumnVisibilityChange: setColumnVisibility,
  })
  const failed = props.error !== null && props.error !== undefined
  const asState = !props.loading && (failed || props.rows.length === 0)
  return (
    <div data-slot="data-table" className={cn('flex min-w-0 flex-col gap-3', props.className)}>
      <DataTableToolbar table={table} columnMenu={columnMenu}>
        {props.toolbar}
      </DataTableToolbar>
      <div aria-busy={props.loading || undefined} className="overflow-hidden rounded-lg border border-line bg-surface">
        {asState ? (
          <DataTableState {...props} />
        ) : (
          <Table label={props.label}>
            <DataTableHead table={table} />
            <DataTableBody table={table} {...props} />
          </Table>
        )}
      </div>
      {props.pagination && <CursorPagination {...props.pagination} />}
    </div>
  )
}
