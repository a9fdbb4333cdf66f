import { getFormatter, getTranslations } from 'next-intl/server'
import measured from '@/app/_measured/kill-test.json'
import { MeasuredTable } from '../../_components/measured-table'

const columns = ['calls', 'served', 'completed', 'interrupted', 'voided', 'twice', 'missing', 'wrong'] as const
const kills = [
  ...(['after_hold', 'after_account_slot', 'before_first_byte', 'mid_stream', 'after_last_byte', 'in_settle'] as const),
  ...(['after_settle', 'random', 'database_stop', 'database_crash'] as const),
]

/** What the last long kill test found, by where the process was killed. */
export async function KillTable() {
  const [t, format] = await Promise.all([getTranslations('docs.reliability.kill'), getFormatter()])
  const rows = kills.flatMap((kill) => measured.rows.filter((row) => row.kill === kill).map((row) => ({ kill, row })))
  const sum = (column: (typeof columns)[number]) => measured.rows.reduce((total, row) => total + row[column], 0)
  const shown = rows.map(({ kill, row }) => ({
    cells: [t(kill), ...columns.map((column) => format.number(row[column]))],
  }))
  const all = { cells: [t('all'), ...columns.map((column) => format.number(sum(column)))], strong: true }
  return (
    <MeasuredTable
      label={t('title')}
      head={[t('killed'), ...columns.map((column) => t(column))]}
      rows={[...shown, all]}
    />
  )
}
