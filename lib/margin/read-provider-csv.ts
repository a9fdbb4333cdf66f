import { parse } from 'csv-parse/sync'
import { AppError } from '../errors'
import type { ProviderRow } from './provider-row'
import type { ImportUsageInput } from './schemas'

const maxRows = 200_000
const nanoPerUsd = 1e9

type Field = keyof NonNullable<ImportUsageInput['columns']>

/** Names under which exports have what we compare; several of one kind are added up. */
const known: Record<Field, readonly string[]> = {
  day: ['day', 'date', 'usage_date_utc', 'usage_date', 'start_time_iso', 'start_time', 'timestamp'],
  model: ['model', 'model_version', 'model_name', 'snapshot_id'],
  requests: ['requests', 'num_model_requests', 'n_requests', 'request_count'],
  inputTokens: [
    'input_tokens',
    'n_context_tokens_total',
    'usage_input_tokens_no_cache',
    'usage_input_tokens_cache_write_5m',
    'usage_input_tokens_cache_write_1h',
    'uncached_input_tokens',
  ],
  cachedInputTokens: ['usage_input_tokens_cache_read', 'cache_read_input_tokens'],
  outputTokens: ['output_tokens', 'usage_output_tokens', 'n_generated_tokens_total'],
  costUsd: ['cost_usd', 'cost', 'amount_usd', 'amount_value', 'cost_in_major'],
}

const refuse = (reason: string) => new AppError('invalid_request', `The export can’t be read: ${reason}.`)

function records(text: string): string[][] {
  try {
    const rows: unknown = parse(text, { bom: true, relax_column_count: false, skip_empty_lines: true, to: maxRows + 2 })
    return Array.isArray(rows) ? rows : []
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : 'it is not CSV')
  }
}

function dayOf(text: string, line: number): string {
  const seconds = /^\d{9,11}$/.test(text) ? Number(text) * 1_000 : text
  const day = /^\d{4}-\d{2}-\d{2}/.exec(text)?.[0]
  const time = new Date(day ?? seconds)
  if (Number.isNaN(time.getTime())) throw refuse(`line ${line}: "${text.slice(0, 40)}" is not a day`)
  return time.toISOString().slice(0, 10)
}

function numberAt(cells: readonly string[], columns: readonly number[], line: number): number | null {
  let sum: number | null = null
  for (const column of columns) {
    const text = (cells[column] ?? '').trim().replace(/^\$/, '')
    if (text === '') continue
    const value = Number(text)
    if (!Number.isFinite(value) || value < 0) throw refuse(`line ${line}: "${text.slice(0, 40)}" is not a number`)
    sum = (sum ?? 0) + value
  }
  return sum
}

/** Reads an export in CSV: the columns of OpenAI's and Anthropic's consoles are known, others are named. Throws invalid_request with the line. */
export function readProviderCsv(text: string, named: ImportUsageInput['columns'] = {}): ProviderRow[] {
  const [head = [], ...lines] = records(text)
  if (lines.length > maxRows) throw refuse(`it has more than ${maxRows} lines; import it in parts`)
  const names = head.map((name) => name.trim().toLowerCase())
  const columnsOf = (field: Field): number[] => {
    const wanted = named[field] === undefined ? known[field] : [named[field].toLowerCase()]
    return wanted.map((name) => names.indexOf(name)).filter((index) => index >= 0)
  }
  const [day] = columnsOf('day')
  const [model] = columnsOf('model')
  if (day === undefined) throw refuse(`no column is known as the day; it has ${names.slice(0, 20).join(', ')}`)
  const columns = {
    requests: columnsOf('requests'),
    input: [...columnsOf('inputTokens'), ...columnsOf('cachedInputTokens')],
    output: columnsOf('outputTokens'),
    cost: columnsOf('costUsd'),
  }
  if (columns.input.length + columns.output.length + columns.cost.length === 0) {
    throw refuse('no column is known as tokens or cost; name them')
  }
  const whole = (value: number | null) => (value === null ? null : BigInt(Math.round(value)))
  return lines.map((cells, index) => {
    const line = index + 2
    const cost = numberAt(cells, columns.cost, line)
    return {
      day: dayOf((cells[day] ?? '').trim(), line),
      model: (model === undefined ? '' : (cells[model] ?? '').trim()) || '(all models)',
      requests: whole(numberAt(cells, columns.requests, line)),
      inputTokens: whole(numberAt(cells, columns.input, line)),
      outputTokens: whole(numberAt(cells, columns.output, line)),
      costNanoUsd: cost === null ? null : BigInt(Math.round(cost * nanoPerUsd)),
    }
  })
}
