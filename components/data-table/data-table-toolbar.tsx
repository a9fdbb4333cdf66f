'use client'

import type { Table as TableInstance } from '@tanstack/react-table'
import { Columns3Icon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import {
  DropdownMenu,
  DropdownMenuCheckboxItem,
  DropdownMenuContent,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'

type ToolbarProps<Row> = { table: TableInstance<Row>; columnMenu: boolean; children: ReactNode }

export function DataTableToolbar<Row>({ table, columnMenu, children }: ToolbarProps<Row>) {
  const t = useTranslations('ui')
  const hideable = table.getAllLeafColumns().filter((column) => column.getCanHide())
  if (!columnMenu && !children) return null
  return (
    <div data-slot="data-table-toolbar" className="flex flex-wrap items-center gap-2">
      {children}
      {columnMenu && hideable.length > 1 && (
        <DropdownMenu>
          <DropdownMenuTrigger asChild>
            <Button size="sm" className="ml-auto">
              <Columns3Icon aria-hidden />
              {t('columns')}
            </Button>
          </DropdownMenuTrigger>
          <DropdownMenuContent align="end">
            {hideable.map((column) => {
              const { header, meta } = column.columnDef
              return (
                <DropdownMenuCheckboxItem
                  key={column.id}
                  checked={column.getIsVisible()}
                  onCheckedChange={(checked) => column.toggleVisibility(checked)}
                  onSelect={(event) => event.preventDefault()}
                >
                  {meta?.label ?? (typeof header === 'string' ? header : column.id)}
                </DropdownMenuCheckboxItem>
              )
            })}
          </DropdownMenuContent>
        </DropdownMenu>
      )}
    </div>
  )
}
