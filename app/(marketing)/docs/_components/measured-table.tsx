import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'

/** Measured numbers; the first cell of a row says whose. `strong` rows stand out. */
export function MeasuredTable({
  label,
  head,
  rows,
}: {
  label: string
  head: readonly string[]
  rows: readonly { cells: readonly string[]; strong?: boolean }[]
}) {
  return (
    <Table label={label}>
      <TableHeader>
        <TableRow>
          {head.map((name, n) => (
            <TableHead key={name} numeric={n > 0} className="h-auto whitespace-normal py-2 align-bottom">
              {name}
            </TableHead>
          ))}
        </TableRow>
      </TableHeader>
      <TableBody>
        {rows.map(({ cells, strong = false }) => (
          <TableRow key={cells[0]} className={strong ? 'font-medium' : undefined}>
            {cells.map((cell, n) => (
              <TableCell key={head[n]} numeric={n > 0} className={n === 0 ? 'whitespace-nowrap' : undefined}>
                {cell}
              </TableCell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}
