import type { OpenAI } from 'openai'
import type { Answer, ToolCall } from './answer'
import { nextId } from './ids'
import {
  functionCallItem,
  messageItem,
  type ResponseHead,
  reasoningItem,
  responseObject,
  textPart,
  type WireResponse,
} from './responses-object'
import { type Frame, namedEvent, silent } from './sse'

type OutputItem = OpenAI.Responses.ResponseOutputItem
type StreamEvent = Extract<OpenAI.Responses.ResponseStreamEvent, { type: string }>
/** The SDK's event types carry the full Response; on the wire two of its fields are missing. */
type WireEvent<E> = E extends { response: unknown } ? Omit<E, 'response'> & { response: WireResponse } : E

/** The event sequence of one streamed response, numbered from 0. */
export class ResponsesEvents {
  #sequence = 0

  constructor(
    readonly head: ResponseHead,
    readonly answer: Answer,
  ) {}

  /** The number moves on only when a frame has been taken and the next is wanted, so a failure in between fits in. */
  *frames(): Generator<Frame> {
    for (const frame of this.#frames()) {
      yield frame
      this.#sequence += 1
    }
  }

  *#frames(): Generator<Frame> {
    const output: OutputItem[] = []
    yield this.#lifecycle('response.created', 'in_progress')
    yield this.#lifecycle('response.in_progress', 'in_progress')
    if (this.answer.reasoning.length > 0) yield* this.#reasoning(output)
    const choice = this.answer.choices[0]
    for (const call of choice?.toolCalls ?? []) yield* this.#functionCall(output, call)
    const status = choice?.finish === 'length' ? 'incomplete' : 'completed'
    if (choice && choice.toolCalls.length === 0 && (choice.text.length > 0 || this.answer.outputTokens > 0)) {
      yield* this.#message(output, choice.text, status)
    }
    yield this.#event({
      type: `response.${status}`,
      sequence_number: 0,
      response: responseObject(this.head, status, output, this.answer),
    })
  }

  /** In-band failure after whatever was sent before. */
  failure(code: 'server_error' | 'rate_limit_exceeded', message: string): string[] {
    const response = { ...responseObject(this.head, 'failed', [], null), error: { code, message } }
    const events: string[] = []
    if (this.#sequence === 0) {
      events.push(this.#lifecycle('response.created', 'in_progress').data)
      this.#sequence += 1
    }
    events.push(this.#event({ type: 'response.failed', sequence_number: 0, response }).data)
    return events
  }

  #event(event: WireEvent<StreamEvent>): Frame {
    return silent(namedEvent(event.type, { ...event, sequence_number: this.#sequence }))
  }

  #lifecycle(type: 'response.created' | 'response.in_progress', status: 'in_progress'): Frame {
    return this.#event({ type, sequence_number: 0, response: responseObject(this.head, status, [], null) })
  }

  /** Deltas of one kind: everything but the delta and its number is written once. */
  *#deltas(event: WireEvent<StreamEvent> & { delta: string }, tokens: readonly string[]): Generator<Frame> {
    const { delta: _delta, sequence_number: _number, ...rest } = event
    const head = namedEvent(event.type, rest).slice(0, -3)
    for (const token of tokens) {
      const data = `${head},"delta":${JSON.stringify(token)},"sequence_number":${this.#sequence}}\n\n`
      yield { data, tokens: 1 }
    }
  }

  *#reasoning(output: OutputItem[]): Generator<Frame> {
    const id = nextId('rs_')
    const at = { item_id: id, output_index: output.length, summary_index: 0, sequence_number: 0 }
    const text = this.answer.reasoning.join('')
    yield this.#event({
      type: 'response.output_item.added',
      output_index: output.length,
      item: reasoningItem(id, null),
      sequence_number: 0,
    })
    yield this.#event({
      type: 'response.reasoning_summary_part.added',
      ...at,
      part: { type: 'summary_text', text: '' },
    })
    yield* this.#deltas({ type: 'response.reasoning_summary_text.delta', ...at, delta: '' }, this.answer.reasoning)
    yield this.#event({ type: 'response.reasoning_summary_text.done', ...at, text })
    yield this.#event({ type: 'response.reasoning_summary_part.done', ...at, part: { type: 'summary_text', text } })
    yield this.#done(output, reasoningItem(id, text))
  }

  *#message(output: OutputItem[], tokens: readonly string[], status: 'completed' | 'incomplete'): Generator<Frame> {
    const id = nextId('msg_')
    const at = { item_id: id, output_index: output.length, content_index: 0, sequence_number: 0 }
    const text = tokens.join('')
    yield this.#event({
      type: 'response.output_item.added',
      output_index: output.length,
      item: messageItem(id, null, 'in_progress'),
      sequence_number: 0,
    })
    yield this.#event({ type: 'response.content_part.added', ...at, part: textPart('') })
    yield* this.#deltas({ type: 'response.output_text.delta', ...at, logprobs: [], delta: '' }, tokens)
    yield this.#event({ type: 'response.output_text.done', ...at, logprobs: [], text })
    yield this.#event({ type: 'response.content_part.done', ...at, part: textPart(text) })
    yield this.#done(output, messageItem(id, text, status))
  }

  *#functionCall(output: OutputItem[], call: ToolCall): Generator<Frame> {
    const id = nextId('fc_')
    const callId = nextId('call_')
    const args = call.tokens.join('')
    const at = { item_id: id, output_index: output.length, sequence_number: 0 }
    yield this.#event({
      type: 'response.output_item.added',
      output_index: output.length,
      item: functionCallItem(id, callId, call.name, '', 'in_progress'),
      sequence_number: 0,
    })
    yield* this.#deltas({ type: 'response.function_call_arguments.delta', ...at, delta: '' }, call.tokens)
    yield this.#event({ type: 'response.function_call_arguments.done', ...at, arguments: args })
    yield this.#done(output, functionCallItem(id, callId, call.name, args, 'completed'))
  }

  #done(output: OutputItem[], item: OutputItem): Frame {
    const frame = this.#event({
      type: 'response.output_item.done',
      output_index: output.length,
      item,
      sequence_number: 0,
    })
    output.push(item)
    return frame
  }
}
