'use client'

import type { Cell, Row as RowInstance, Table as TableInstance } from '@tanstack/react-table'
import { type MouseEvent, type ReactNode, useState } from 'react'
import { cn } from '@/components/ui/cn'
import { places } from '@/components/ui/places'
import { Skeleton } from '@/components/ui/skeleton'
import { TableBody, TableCell, TableRow } from '@/components/ui/table'
import type { DataTableProps } from './data-table'

type BodyProps<Row> = Pick<DataTableProps<Row>, 'loading' | 'skeletonRows' | 'onRowClick' | 'selectedId'> & {
  table: TableInstance<Row>
}

const defaultSkeletonRows = 8

export function DataTableBody<Row>({ table, loading, skeletonRows, onRowClick, selectedId }: BodyProps<Row>) {
  const rows = table.getRowModel().rows
  // Rows that were there from the start stand still; only those that come later slide in.
  const [first] = useState(() => new Set(rows.map((row) => row.id)))
  if (loading) return <SkeletonRows table={table} rows={skeletonRows ?? defaultSkeletonRows} />
  return (
    <TableBody>
      {rows.map((row) => (
        <DataRow
          key={row.id}
          row={row}
          isNew={!first.has(row.id)}
          selected={row.id === selectedId}
          onRowClick={onRowClick}
        />
      ))}
    </TableBody>
  )
}

type DataRowProps<Row> = {
  row: RowInstance<Row>
  isNew: boolean
  selected: boolean
  onRowClick: ((row: Row) => void) | undefined
}

/** The row answers to the mouse; for the keyboard one of its cells holds a button or link to the same place. */
function DataRow<Row>({ row, isNew, selected, onRowClick }: DataRowProps<Row>) {
  const click = (event: MouseEvent<HTMLElement>) => {
    const inner = event.target instanceof Element && event.target.closest('a, button, input, label, [role="menuitem"]')
    if (!inner) onRowClick?.(row.original)
  }
  return (
    <TableRow
      data-selected={selected || undefined}
      className={cn(isNew && 'animate-row-in', onRowClick && 'cursor-pointer')}
      {...(onRowClick && { onClick: click })}
    >
      {row.getVisibleCells().map((cell) => (
        <TableCell
          key={cell.id}
          numeric={cell.column.columnDef.meta?.numeric ?? false}
          className={cn('whitespace-nowrap', cell.column.columnDef.meta?.className)}
        >
          {renderCell(cell)}
        </TableCell>
      ))}
    </TableRow>
  )
}

/** Called, not mounted: columns that are made anew with each live number would remount their cells and close open menus. */
function renderCell<Row>(cell: Cell<Row, unknown>): ReactNode {
  const template = cell.column.columnDef.cell
  return typeof template === 'function' ? template(cell.getContext()) : template
}

function SkeletonRows<Row>({ table, rows }: { table: TableInstance<Row>; rows: number }) {
  return (
    <TableBody>
      {places(rows).map((row) => (
        <TableRow key={row} className="hover:bg-transparent">
          {table.getVisibleLeafColumns().map((column, index) => (
            <TableCell key={column.id}>
              <Skeleton
                className={cn('h-4', index === 0 ? 'w-32' : 'w-16', column.columnDef.meta?.numeric && 'ml-auto')}
              />
            </TableCell>
          ))}
        </TableRow>
      ))}
    </TableBody>
  )
}
