import { parseArgs } from 'node:util'
import { startUpstreamSimulator } from './index'

const { values } = parseArgs({
  options: { port: { type: 'string' }, 'data-dir': { type: 'string' } },
})

function numberOf(text: string | undefined): number | undefined {
  return text === undefined || text === '' || !Number.isFinite(Number(text)) ? undefined : Number(text)
}

const tokenMs = numberOf(process.env['SIM_TOKEN_MS'])
const firstTokenMs = numberOf(process.env['SIM_FIRST_TOKEN_MS'])
const upstream = await startUpstreamSimulator({
  port: numberOf(values.port ?? process.env['SIM_PORT']) ?? 0,
  pace: { ...(tokenMs === undefined ? {} : { tokenMs }), ...(firstTokenMs === undefined ? {} : { firstTokenMs }) },
})

process.stdout.write(`${JSON.stringify({ url: upstream.url })}\n`)

let closing = false
function close(): void {
  if (closing) return
  closing = true
  void upstream.close().then(() => process.exit(0))
}
process.on('SIGTERM', close)
process.on('SIGINT', close)
