'use client'

import { flexRender, type Table as TableInstance } from '@tanstack/react-table'
import { TableHead, TableHeader, TableRow } from '@/components/ui/table'

export function DataTableHead<Row>({ table }: { table: TableInstance<Row> }) {
  return (
    <TableHeader>
      {table.getHeaderGroups().map((group) => (
        <TableRow key={group.id} className="hover:bg-transparent">
          {group.headers.map((header) => (
            <TableHead
              key={header.id}
              numeric={header.column.columnDef.meta?.numeric ?? false}
              className={header.column.columnDef.meta?.className}
            >
              {header.isPlaceholder ? null : flexRender(header.column.columnDef.header, header.getContext())}
            </TableHead>
          ))}
        </TableRow>
      ))}
    </TableHeader>
  )
}
