import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Meter } from '@/lib/gateway/protocols'
import { ChatMeter } from '@/lib/gateway/protocols/openai-chat-meter'
import { ResponsesMeter } from '@/lib/gateway/protocols/openai-responses-meter'

const seed = Date.now() % 2 ** 31
const runs = { seed, numRuns: 300 }
type Json = Record<string, unknown>

const tokensOf = (text: string) => Math.max(1, Math.floor(Buffer.byteLength(text) / 4))
const write = (events: readonly Json[]) => events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')

function feed<M extends Meter>(meter: M, text: string, places: readonly number[]): M {
  const bytes = Buffer.from(text)
  const cuts = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b)
  for (const [index, start] of [0, ...cuts].entries()) meter.push(bytes.subarray(start, cuts[index] ?? bytes.length))
  meter.finish()
  return meter
}

const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
const count = fc.nat({ max: 1_000_000 })
const cuts = fc.array(fc.nat(), { maxLength: 20 })

describe(`the Responses meter against an obvious reading (seed ${seed})`, () => {
  const delta = fc.tuple(
    fc.constantFrom('output_text', 'reasoning_summary_text', 'function_call_arguments', 'refusal'),
    words,
  )
  const usage = fc.record({ input: count, cached: count, output: count, reasoning: count })

  it('counts deltas, tool calls and the terminal usage alike, however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(delta, { maxLength: 8 }),
        usage,
        fc.nat({ max: 3 }),
        fc.constantFrom('completed', 'incomplete', 'failed'),
        cuts,
        (deltas, used, searches, end, places) => {
          const error = end === 'failed' ? { code: 'server_error', message: 'x"\n' } : null
          const response = {
            id: 'resp_1',
            status: end,
            output: deltas.length > 0 ? [{}] : [],
            error,
            incomplete_details: end === 'incomplete' ? { reason: 'max_output_tokens' } : null,
            usage: {
              input_tokens: used.input + used.cached,
              input_tokens_details: { cached_tokens: used.cached },
              output_tokens: used.output,
              output_tokens_details: { reasoning_tokens: used.reasoning },
            },
          }
          const events: Json[] = [
            { type: 'response.created', sequence_number: 0, response: { id: 'resp_1', usage: null } },
            ...deltas.map(([kind, text], index) => ({
              type: `response.${kind}.delta`,
              sequence_number: index + 1,
              delta: text,
            })),
            ...Array.from({ length: searches }, () => ({
              type: 'response.output_item.done',
              item: { type: 'web_search_call' },
            })),
            { type: `response.${end}`, sequence_number: 99, response },
          ]
          const meter = feed(new ResponsesMeter(), write(events), places)
          expect(meter.liveOutputTokens).toBe(deltas.reduce((sum, [, text]) => sum + tokensOf(text), 0))
          expect(meter.hasOutput).toBe(deltas.length + searches > 0)
          expect(meter.terminal).toBe(end)
          expect(meter.responseId).toBe('resp_1')
          expect(meter.nextSequence).toBe(100)
          expect(meter.error?.code ?? null).toBe(error?.code ?? null)
          expect(meter.endReason).toBe(end === 'incomplete' ? 'max_output_tokens' : null)
          expect(meter.usage).toMatchObject({
            input: used.input,
            cachedInput: used.cached,
            output: used.output,
            reasoning: used.reasoning,
            toolCalls: searches > 0 ? { web_search: searches } : {},
          })
        },
      ),
      runs,
    )
  })

  it('nonsense in place of numbers counts as nothing', () => {
    const usage = {
      input_tokens: '7',
      output_tokens: -3,
      input_tokens_details: { cached_tokens: 1e300 },
      output_tokens_details: null,
    }
    const meter = feed(
      new ResponsesMeter(),
      write([{ type: 'response.completed', response: { id: 'r', output: [], usage } }]),
      [],
    )
    expect(meter.usage).toMatchObject({ input: 0, cachedInput: 0, output: 0, reasoning: 0 })
  })

  it('bytes that are no events of the protocol are seen as such', () => {
    const meter = feed(new ResponsesMeter(), 'data: hello\n\ndata: {"type":5}\n\n: x\n\n', [])
    expect(meter).toMatchObject({ isProtocol: false, hasOutput: false, terminal: null })
  })
})

describe(`the Chat meter against an obvious reading (seed ${seed})`, () => {
  const piece = fc.record({
    index: fc.nat({ max: 2 }),
    kind: fc.constantFrom('content', 'reasoning_content', 'refusal', 'tool'),
    text: words,
  })

  it('counts every choice’s deltas and ends when all are finished, however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 10 }),
        count,
        count,
        fc.boolean(),
        cuts,
        (pieces, input, output, isCut, places) => {
          const chunks: Json[] = pieces.map(({ index, kind, text }) => ({
            choices: [
              {
                index,
                delta:
                  kind === 'tool' ? { tool_calls: [{ index: 0, function: { arguments: text } }] } : { [kind]: text },
                finish_reason: null,
              },
            ],
          }))
          const ends: Json[] = [0, 1, 2].map((index) => ({
            choices: [{ index, delta: {}, finish_reason: index === 1 ? 'length' : 'stop' }],
          }))
          if (isCut) ends.pop()
          const usage = { choices: [], usage: { prompt_tokens: input, completion_tokens: output } }
          const meter = feed(new ChatMeter(3), write([...chunks, ...ends, ...(isCut ? [] : [usage])]), places)
          expect(meter.liveOutputTokens).toBe(pieces.reduce((sum, { text }) => sum + tokensOf(text), 0))
          expect(meter.terminal === null).toBe(isCut)
          expect(meter.usage?.output ?? null).toBe(isCut ? null : output)
        },
      ),
      runs,
    )
  })

  it('[DONE] ends it, an error object fails it', () => {
    const content = write([{ choices: [{ index: 0, delta: { content: 'x' } }] }])
    expect(feed(new ChatMeter(1), `${content}data: [DONE]\n\n`, []).terminal).toBe('completed')
    expect(feed(new ChatMeter(1), content, []).terminal).toBeNull()
    const failed = feed(
      new ChatMeter(1),
      `${content}data: {"error":{"message":"no","code":"rate_limit_exceeded"}}\n\ndata: [DONE]\n\n`,
      [],
    )
    expect(failed).toMatchObject({ terminal: 'failed', error: { code: 'rate_limit_exceeded', message: 'no' } })
  })
})
