import type { PlayedRound } from './kill-rounds'
import type { OwnPostgres } from './postgres'

export type Served = { id: string; tag: string | null; outputTokens: number; inputTokens: number; end: string }
type RecordRow = {
  request_id: string
  key_id: string
  status: string
  usage_source: string
  end_reason: string | null
  input_tokens: number
  output_tokens: number
  cost: string
  charged: string
  loss: string
  moved: string
  created_ms: number
}

/** One round, counted. `late*`: the most that one stream's record is behind what its caller saw, in tokens and time. */
export type RoundReport = {
  round: string
  calls: number
  served: number
  completed: number
  interrupted: number
  voided: number
  twice: number
  missing: number
  /** Records that don't say what happened, in words. */
  wrong: string[]
  lateTokens: number
  lateMs: number
  awayMs: number
}

const records = `
  SELECT request_id, key_id, status::text, usage_source::text, end_reason, input_tokens::int, output_tokens::int,
    cost_nano_usd::text AS cost, charged_nano_usd::text AS charged, loss_nano_usd::text AS loss,
    (extract(epoch FROM created_at) * 1000)::float AS created_ms,
    (SELECT coalesce(sum(CASE WHEN credit_account = 'revenue' THEN amount_nano_usd ELSE -amount_nano_usd END), 0)
      FROM transfers t WHERE t.request_id = r.request_id)::text AS moved
  FROM usage_records r ORDER BY request_id`

/** The operator helper's prices: $1 and $10 a million tokens. */
const costOf = (row: RecordRow) => BigInt(row.input_tokens) * 1_000n + BigInt(row.output_tokens) * 10_000n

function wrongIn(row: RecordRow, round: PlayedRound, served: Served | undefined): string[] {
  const open = round.open.find(({ request_id }) => request_id === row.request_id)
  const wrong: string[] = []
  const say = (text: string) => wrong.push(`${row.request_id} ${row.status}: ${text}`)
  const free = row.status === 'voided'
  if (row.moved !== row.cost) say(`transfers of ${row.moved} for a cost of ${row.cost}`)
  if (BigInt(row.charged) + BigInt(row.loss) !== BigInt(row.cost)) say('charged and loss are not the cost')
  if (BigInt(row.cost) !== (free ? 0n : costOf(row))) say(`cost ${row.cost} for ${row.output_tokens} tokens`)
  if (row.status === 'completed' && row.output_tokens !== served?.outputTokens)
    say(`${row.output_tokens} tokens of ${served?.outputTokens} served`)
  if (row.end_reason === 'process_lost' && row.usage_source !== 'provider' && row.output_tokens !== (open?.output ?? 0))
    say(`${row.output_tokens} tokens, its last checkpoint had ${open?.output}`)
  // A word of the simulator is at most 15 bytes, so three tokens by the live count.
  if (!free && row.output_tokens > 3 * (served?.outputTokens ?? 0)) say('more than was served')
  return wrong
}

/** How far the record of a stream that was cut is behind what its caller had seen by then. */
function lateness(row: RecordRow, round: PlayedRound): { tokens: number; ms: number } {
  const call = round.calls.find(({ keyId }) => keyId === row.key_id)
  if (!call || row.status === 'completed') return { tokens: 0, ms: 0 }
  const first = call.seen.find(({ tokens }) => tokens > row.output_tokens)
  if (!first) return { tokens: 0, ms: 0 }
  return {
    tokens: (call.seen.at(-1)?.tokens ?? 0) - row.output_tokens,
    ms: Math.max(0, round.killedMs - first.atMs),
  }
}

function reportOf(round: PlayedRound, rows: readonly RecordRow[], served: readonly Served[]): RoundReport {
  const own = rows.filter(({ created_ms: at }) => at >= round.startedMs && at <= round.killedMs)
  const ofTag = (tag: string) => served.filter((entry) => entry.tag === tag)
  const ofKey = (keyId: string) => own.filter(({ key_id }) => key_id === keyId)
  const late = own.map((row) => lateness(row, round))
  const tagOf = new Map(round.calls.map(({ keyId, tag }) => [keyId, tag]))
  return {
    round: round.name,
    calls: round.calls.length,
    served: round.calls.reduce((sum, { tag }) => sum + ofTag(tag).length, 0),
    completed: own.filter(({ status }) => status === 'completed').length,
    interrupted: own.filter(({ status }) => status === 'interrupted').length,
    voided: own.filter(({ status }) => status === 'voided').length,
    twice: round.calls.filter(({ keyId }) => ofKey(keyId).length > 1).length,
    missing: round.calls.filter(({ tag, keyId }) => ofTag(tag).length > 0 && ofKey(keyId).length === 0).length,
    wrong: own.flatMap((row) => wrongIn(row, round, ofTag(tagOf.get(row.key_id) ?? '')[0])),
    lateTokens: Math.max(0, ...late.map(({ tokens }) => tokens)),
    lateMs: Math.max(0, ...late.map(({ ms }) => ms)),
    awayMs: round.awayMs,
  }
}

const books = `
  SELECT 'admitted = settled + voided + open' AS name, (SELECT sum(admitted) - sum(settled) - sum(voided) FROM gateway_processes)
    = (SELECT count(*) FROM holds) AS holds
  UNION ALL SELECT 'no wallet below zero', NOT EXISTS (SELECT FROM wallets WHERE balance_nano_usd < 0 OR promo_nano_usd < 0)
  UNION ALL SELECT 'open holds and leases are what is held', NOT EXISTS (SELECT FROM wallets w WHERE held_nano_usd <>
    (SELECT coalesce(sum(amount_nano_usd), 0) FROM holds h WHERE h.user_id = w.user_id AND funded_by = 'wallet')
    + (SELECT coalesce(sum(amount_nano_usd), 0) FROM funding_leases l WHERE l.user_id = w.user_id))
  UNION ALL SELECT 'balances are what was moved', NOT EXISTS (SELECT FROM wallets w WHERE balance_nano_usd <>
    (SELECT coalesce(sum(CASE WHEN credit_account = 'wallet:' || w.user_id THEN amount_nano_usd ELSE -amount_nano_usd END), 0)
      FROM transfers t WHERE t.user_id = w.user_id AND 'wallet:' || w.user_id IN (credit_account, debit_account)))
  UNION ALL SELECT 'all accounts sum to zero', (SELECT sum(balance_nano_usd + promo_nano_usd) FROM wallets)
    + (SELECT sum(balance_nano_usd) FROM ledger_balances) = 0`

/** The invariants that don't hold at this instant, by SQL of the test's own. */
export async function brokenInvariants(database: OwnPostgres): Promise<string[]> {
  const rows = await database.rows<{ name: string; holds: boolean }>(books)
  return rows.filter(({ holds }) => !holds).map(({ name }) => name)
}

/** Our records of every round against what the simulator served and the callers saw. */
export async function reportRounds(
  rounds: readonly PlayedRound[],
  database: OwnPostgres,
  simulatorUrl: string,
): Promise<RoundReport[]> {
  const rows = await database.rows<RecordRow>(records)
  const answer = (await (await fetch(`${simulatorUrl}/_sim/served?after=0`)).json()) as { data: Served[] }
  return rounds.map((round) => reportOf(round, rows, answer.data))
}

const columns = [
  ...['round', 'calls', 'served', 'completed', 'interrupted', 'voided', 'twice', 'missing', 'wrong'],
  ...['behind (tokens)', 'behind (ms)'],
]

/** The report as a Markdown table. */
export function tableOf(reports: readonly RoundReport[]): string {
  const lines = reports.map((each) => [
    ...[each.round, each.calls, each.served, each.completed, each.interrupted, each.voided],
    ...[each.twice, each.missing, each.wrong.length, each.lateTokens, Math.round(each.lateMs)],
  ])
  const sum = (of: (report: RoundReport) => number) => reports.reduce((total, report) => total + of(report), 0)
  const most = (of: (report: RoundReport) => number) => Math.max(...reports.map(of))
  lines.push([
    ...['**all**', sum((r) => r.calls), sum((r) => r.served), sum((r) => r.completed), sum((r) => r.interrupted)],
    ...[sum((r) => r.voided), sum((r) => r.twice), sum((r) => r.missing), sum((r) => r.wrong.length)],
    ...[`at most ${most((r) => r.lateTokens)}`, `at most ${Math.round(most((r) => r.lateMs))}`],
  ])
  return [columns, columns.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
