import type { OpenAI } from 'openai'
import { arrayAt, isObject, type JsonObject, stringAt } from '../json'
import type { Answer } from './answer'
import { deliver, deliverPlain } from './deliver'
import { refuse } from './errors'
import type { Exchange } from './exchange'
import { prepare } from './generate'
import { nextId } from './ids'
import { readJson } from './read-body'
import type { StoredResponse } from './response-store'
import { ResponsesEvents } from './responses-events'
import { outputItems, type ResponseHead, responseObject, responsesUsage, type WireResponse } from './responses-object'
import { responsesPrompt, responsesRequest } from './responses-request'

/** POST /v1/responses. */
export function createResponse(exchange: Exchange): void {
  const body = readJson(exchange)
  if (body['input'] === undefined && body['prompt'] === undefined && body['previous_response_id'] === undefined) {
    refuse(400, "Missing required parameter: 'input'.", 'missing_required_parameter', 'input')
  }
  exchange.stream = body['stream'] === true
  const { answer, pace, fault, model } = prepare(exchange, body, (name) =>
    responsesRequest(body, name, contextTokens(exchange, body)),
  )
  const head: ResponseHead = { id: nextId('resp_'), createdAt: Math.floor(Date.now() / 1000), body, model }
  const background = body['background'] === true
  const streamMs = pace.firstTokenMs + answer.outputTokens * pace.tokenMs
  const store = (): void => {
    if (body['store'] === false) return
    const readyAtMs = background ? Date.now() + streamMs : 0
    exchange.state.responses.put(exchange.apiKey ?? '', { ...head, answer, readyAtMs, cancelled: false })
  }
  if (background && !exchange.stream && fault === null) {
    exchange.answer = answer
    exchange.outputTokens = answer.outputTokens
    store()
    exchange.json(200, responseObject(head, 'queued', [], null))
    exchange.close('complete')
    return
  }
  let events = new ResponsesEvents(head, answer)
  deliver(
    exchange,
    {
      answer,
      streamType: exchange.stream ? 'text/event-stream; charset=utf-8' : null,
      render: (said) => {
        events = new ResponsesEvents(head, said)
        return { frames: () => events.frames(), json: () => finished(head, said) }
      },
      errorEvents: (error) =>
        events.failure(error.status === 429 ? 'rate_limit_exceeded' : 'server_error', error.message),
      completed: store,
    },
    pace,
    fault,
  )
}

function finished(head: ResponseHead, answer: Answer): WireResponse {
  const status = answer.choices[0]?.finish === 'length' ? 'incomplete' : 'completed'
  return responseObject(head, status, outputItems(answer, status), answer)
}

function contextTokens(exchange: Exchange, body: JsonObject): number {
  const previous = stringAt(body, 'previous_response_id')
  if (previous === null) return 0
  const stored = exchange.state.responses.find(exchange.apiKey ?? '', previous)
  if (!stored) {
    refuse(
      404,
      `Previous response with id '${previous}' not found.`,
      'previous_response_not_found',
      'previous_response_id',
    )
  }
  return stored.answer.inputTokens + stored.answer.outputTokens
}

function stored(exchange: Exchange, id: string): StoredResponse {
  return (
    exchange.state.responses.find(exchange.apiKey ?? '', id) ?? refuse(404, `Response with id '${id}' not found.`, null)
  )
}

function asItIsNow(response: StoredResponse): WireResponse {
  const head = { ...response, model: stringAt(response.body, 'model') ?? '' }
  if (response.cancelled) return responseObject(head, 'cancelled', [], null)
  if (response.readyAtMs > Date.now()) return responseObject(head, 'in_progress', [], null)
  return finished(head, response.answer)
}

/** GET /v1/responses/{id}. */
export function getResponse(exchange: Exchange, id: string): void {
  exchange.json(200, asItIsNow(stored(exchange, id)))
}

/** DELETE /v1/responses/{id}. */
export function deleteResponse(exchange: Exchange, id: string): void {
  stored(exchange, id)
  exchange.state.responses.remove(exchange.apiKey ?? '', id)
  exchange.json(200, { id, object: 'response', deleted: true })
}

/** POST /v1/responses/{id}/cancel: only for background responses, as at OpenAI. */
export function cancelResponse(exchange: Exchange, id: string): void {
  const response = stored(exchange, id)
  if (response.body['background'] !== true) refuse(400, 'Cannot cancel a synchronous response.')
  if (response.readyAtMs > Date.now()) response.cancelled = true
  exchange.json(200, asItIsNow(response))
}

/** GET /v1/responses/{id}/input_items. */
export function listInputItems(exchange: Exchange, id: string): void {
  const { body } = stored(exchange, id)
  const input = body['input']
  const items = typeof input === 'string' ? [{ type: 'message', role: 'user', content: input }] : arrayAt(body, 'input')
  const data = items.filter(isObject).map((item, index) => ({
    id: `msg_${id.slice(5)}_${index}`,
    type: 'message',
    status: 'completed',
    ...item,
    ...(typeof item['content'] === 'string' ? { content: [{ type: 'input_text', text: item['content'] }] } : {}),
  }))
  const order = exchange.query.get('order') === 'asc' ? data : data.reverse()
  exchange.json(200, {
    object: 'list',
    data: order,
    first_id: order[0]?.id ?? null,
    last_id: order.at(-1)?.id ?? null,
    has_more: false,
  })
}

/** POST /v1/responses/input_tokens. */
export function countInputTokens(exchange: Exchange): void {
  const body = readJson(exchange)
  const { fault } = prepare(exchange, body, (name) => responsesRequest(body, name, 0))
  const count: OpenAI.Responses.InputTokenCountResponse = {
    object: 'response.input_tokens',
    input_tokens: Math.max(1, responsesPrompt(body).inputTokens + contextTokens(exchange, body)),
  }
  deliverPlain(exchange, fault, () => count)
}

/** POST /v1/responses/compact. */
export function compactResponse(exchange: Exchange): void {
  const body = readJson(exchange)
  const { answer, pace, fault } = prepare(exchange, body, (name) =>
    responsesRequest(body, name, contextTokens(exchange, body)),
  )
  const compacted = (said: Answer): Omit<OpenAI.Responses.CompactedResponse, 'image'> => ({
    id: nextId('resp_'),
    object: 'response.compaction',
    created_at: Math.floor(Date.now() / 1000),
    output: [
      {
        id: nextId('cmp_'),
        type: 'compaction',
        encrypted_content: Buffer.from(said.choices[0]?.text.join('') ?? '').toString('base64'),
      },
    ],
    usage: responsesUsage(said),
  })
  deliver(
    exchange,
    {
      answer,
      streamType: null,
      render: (said) => ({ frames: () => [].values(), json: () => compacted(said) }),
      errorEvents: () => [],
    },
    pace,
    fault,
  )
}
