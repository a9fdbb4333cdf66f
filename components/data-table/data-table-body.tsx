'use client'

import { flexRender, type Row as RowInstance, type Table as TableInstance } from '@tanstack/react-table'
import { useTranslations } from 'next-intl'
import type { MouseEvent, ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { Empty } from '@/components/ui/empty'
import { places } from '@/components/ui/places'
import { Skeleton } from '@/components/ui/skeleton'
import { TableBody, TableCell, TableRow } from '@/components/ui/table'
import type { DataTableProps } from './data-table'

type BodyProps<Row> = Pick<
  DataTableProps<Row>,
  | 'empty'
  | 'filtered'
  | 'onClearFilters'
  | 'error'
  | 'onRetry'
  | 'loading'
  | 'skeletonRows'
  | 'onRowClick'
  | 'selectedId'
> & { table: TableInstance<Row> }

const defaultSkeletonRows = 8

export function DataTableBody<Row>({ table, ...props }: BodyProps<Row>) {
  const t = useTranslations('ui')
  const columnCount = table.getVisibleLeafColumns().length
  const rows = table.getRowModel().rows
  if (props.loading) return <SkeletonRows columns={columnCount} rows={props.skeletonRows ?? defaultSkeletonRows} />
  if (props.error) {
    const retry = props.onRetry && <Button onClick={props.onRetry}>{t('tryAgain')}</Button>
    return (
      <Whole columns={columnCount}>
        <Empty
          variant="error"
          title={t('tableFailed')}
          description={props.error || t('tableFailedHint')}
          action={retry}
        />
      </Whole>
    )
  }
  if (rows.length === 0 && props.filtered) {
    const clear = props.onClearFilters && <Button onClick={props.onClearFilters}>{t('clearFilters')}</Button>
    return (
      <Whole columns={columnCount}>
        <Empty variant="no-match" title={t('noMatch')} description={t('noMatchHint')} action={clear} />
      </Whole>
    )
  }
  if (rows.length === 0) return <Whole columns={columnCount}>{props.empty}</Whole>
  return (
    <TableBody>
      {rows.map((row) => (
        <DataRow key={row.id} row={row} selected={row.id === props.selectedId} onRowClick={props.onRowClick} />
      ))}
    </TableBody>
  )
}

type DataRowProps<Row> = {
  row: RowInstance<Row>
  selected: boolean
  onRowClick: ((row: Row) => void) | undefined
}

/** The row answers to the mouse; for the keyboard one of its cells holds a button or link to the same place. */
function DataRow<Row>({ row, selected, onRowClick }: DataRowProps<Row>) {
  const click = (event: MouseEvent<HTMLElement>) => {
    const inner = event.target instanceof Element && event.target.closest('a, button, input, label, [role="menuitem"]')
    if (!inner) onRowClick?.(row.original)
  }
  return (
    <TableRow
      data-selected={selected || undefined}
      className={cn('animate-row-in', onRowClick && 'cursor-pointer')}
      {...(onRowClick && { onClick: click })}
    >
      {row.getVisibleCells().map((cell) => (
        <TableCell
          key={cell.id}
          numeric={cell.column.columnDef.meta?.numeric ?? false}
          className={cell.column.columnDef.meta?.className}
        >
          {flexRender(cell.column.columnDef.cell, cell.getContext())}
        </TableCell>
      ))}
    </TableRow>
  )
}

function Whole({ columns, children }: { columns: number; children: ReactNode }) {
  return (
    <TableBody>
      <tr>
        <td colSpan={columns}>{children}</td>
      </tr>
    </TableBody>
  )
}

function SkeletonRows({ columns, rows }: { columns: number; rows: number }) {
  return (
    <TableBody>
      {places(rows).map((row) => (
        <TableRow key={row} className="hover:bg-transparent">
          {places(columns).map((column) => (
            <TableCell key={column}>
              <Skeleton className={cn('h-4', column === 0 ? 'w-40' : 'w-16')} />
            </TableCell>
          ))}
        </TableRow>
      ))}
    </TableBody>
  )
}
