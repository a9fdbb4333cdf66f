import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { isObject, type JsonObject } from '../json'
import { paceFrom } from './pace'
import { readBody } from './read-body'
import type { SimulatorState } from './state'

const servedPage = 1000

function reply(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json' })
  res.end(`${JSON.stringify(body)}\n`)
}

/** Everything under /_sim: faults, pace, and the truth about what was served. */
export async function control(
  state: SimulatorState,
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
  query: URLSearchParams,
): Promise<void> {
  const route = `${req.method} ${path}`
  switch (route) {
    case 'GET /_sim/health':
      return reply(res, 200, { ok: true })
    case 'GET /_sim/served':
      return sendServed(state, res, query)
    case 'GET /_sim/last':
      return sendLast(state, res, query)
    case 'GET /_sim/open':
      return reply(res, 200, state.open.report())
    case 'GET /_sim/pace':
      return reply(res, 200, state.pace)
    case 'GET /_sim/faults':
      return reply(res, 200, { data: state.faults.list() })
    case 'DELETE /_sim/faults':
      state.faults.clear()
      return reply(res, 200, { deleted: true })
    case 'POST /_sim/reset':
      state.faults.clear()
      state.served.clear()
      state.open.resetPeaks()
      return reply(res, 200, { n: state.served.lastNumber })
  }
  if (req.method === 'DELETE' && path.startsWith('/_sim/faults/')) {
    const deleted = state.faults.remove(path.slice('/_sim/faults/'.length))
    return reply(res, deleted ? 200 : 404, { deleted })
  }
  if (route !== 'POST /_sim/pace' && route !== 'POST /_sim/faults') return reply(res, 404, { error: 'no such control' })
  const body = await readControl(req)
  if (!body) return reply(res, 400, { error: 'the body must be a JSON object' })
  if (route === 'POST /_sim/pace') {
    state.pace = paceFrom(state.pace, body)
    return reply(res, 200, state.pace)
  }
  const added = state.faults.add(body)
  return reply(res, 'problem' in added ? 400 : 200, 'problem' in added ? { error: added.problem } : added)
}

export async function readControl(req: IncomingMessage): Promise<JsonObject | null> {
  const bytes = await readBody(req)
  try {
    const parsed: unknown = JSON.parse(bytes?.toString('utf8') || '{}')
    return isObject(parsed) ? parsed : null
  } catch {
    return null
  }
}

/** All records after `n`, written page by page so that 200 000 of them never stand in memory as one text. */
async function sendServed(state: SimulatorState, res: ServerResponse, query: URLSearchParams): Promise<void> {
  const tag = query.get('tag')
  res.writeHead(200, { 'content-type': 'application/json' })
  res.write('{"data":[')
  let page: string[] = []
  let separator = ''
  for (const record of state.served.after(Number(query.get('after') ?? 0))) {
    if (tag !== null && record.tag !== tag) continue
    page.push(JSON.stringify(record))
    if (page.length < servedPage) continue
    if (!res.write(separator + page.join(',\n')) && !res.destroyed)
      await Promise.race([once(res, 'drain'), once(res, 'close')])
    if (res.destroyed) return
    separator = ',\n'
    page = []
  }
  res.end(`${page.length > 0 ? separator + page.join(',\n') : ''}]}\n`)
}

function sendLast(state: SimulatorState, res: ServerResponse, query: URLSearchParams): void {
  const seen = state.last.find(query.get('tag'))
  if (!seen) {
    reply(res, 404, { error: 'no such request' })
    return
  }
  const { body, ...rest } = seen
  reply(res, 200, { ...rest, bodyBase64: body.toString('base64') })
}
