import type { Candidate, CountTokensResponse, GenerateContentResponse, Model, Part } from '@google/genai'
import { arrayAt, type JsonObject, objectAt } from '../json'
import type { Answer, Choice, ToolCall } from './answer'
import { deliver, deliverPlain } from './deliver'
import { errorBody, refuse } from './errors'
import type { Exchange } from './exchange'
import { geminiPrompt, geminiRequest, includesThoughts } from './gemini-request'
import { prepare } from './generate'
import { nextId } from './ids'
import { modelIds } from './models'
import { readJson } from './read-body'
import { dataEvent, type Frame, silent } from './sse'

/** On the wire enums are plain strings and the SDK's getters don't exist. */
type Plain<T> = T extends object ? { [K in keyof T]: Plain<T[K]> } : T extends string ? `${T}` : T
type WireCandidate = Plain<Pick<Candidate, 'content' | 'finishReason' | 'index'>>
type WireUsage = Plain<NonNullable<GenerateContentResponse['usageMetadata']>>
type WireResponse = Plain<Pick<GenerateContentResponse, 'modelVersion' | 'responseId'>> & {
  candidates: WireCandidate[]
  usageMetadata: Omit<WireUsage, 'initialPromptTokenCount'>
}

interface Head {
  readonly id: string
  readonly model: string
  readonly thoughts: boolean
}

/** Counts that never occur, cut out of a chunk written once so that each delta only fills three holes. */
const textHole = '"\\u0001"'
const candidatesHole = '9007199254740881'
const totalHole = '9007199254740873'

export function generateContent(exchange: Exchange, model: string): void {
  generate(exchange, model, null)
}

export function streamGenerateContent(exchange: Exchange, model: string): void {
  exchange.stream = true
  generate(exchange, model, exchange.query.get('alt') === 'sse' ? 'sse' : 'array')
}

function generate(exchange: Exchange, model: string, form: 'sse' | 'array' | null): void {
  const body = readJson(exchange)
  if (arrayAt(body, 'contents').length === 0)
    refuse(400, '* GenerateContentRequest.contents: contents is not specified')
  const prepared = prepare(exchange, body, (name) => geminiRequest(body, name), model)
  const head = { id: nextId('gen-'), model, thoughts: includesThoughts(body) }
  deliver(
    exchange,
    {
      answer: prepared.answer,
      streamType: streamTypeOf(form),
      render: (said) => ({
        frames: () => (form === 'array' ? arrayElements(chunks(head, said)) : events(chunks(head, said))),
        json: () => finished(head, said),
      }),
      errorEvents: (error) => {
        const text = errorBody('gemini', error, exchange.id)
        return [form === 'sse' ? dataEvent(text) : `${exchange.bytes === 0 ? '[' : ',\r\n'}${JSON.stringify(text)}]`]
      },
    },
    prepared.pace,
    prepared.fault,
  )
}

function streamTypeOf(form: 'sse' | 'array' | null): string | null {
  if (form === null) return null
  return form === 'sse' ? 'text/event-stream' : 'application/json; charset=UTF-8'
}

/** POST …:countTokens. */
export function countGeminiTokens(exchange: Exchange, model: string): void {
  const sent = readJson(exchange)
  const body = objectAt(sent, 'generateContentRequest') ?? sent
  const { fault } = prepare(exchange, body, (name) => geminiRequest(body, name), model)
  const totalTokens = Math.max(1, geminiPrompt(body).inputTokens)
  const count: CountTokensResponse = { totalTokens }
  deliverPlain(exchange, fault, () => count)
}

/** GET /v1beta/models. */
export function listGeminiModels(exchange: Exchange): void {
  exchange.json(200, { models: modelIds.map(geminiModel) })
}

/** GET /v1beta/models/{id}. */
export function getGeminiModel(exchange: Exchange, id: string): void {
  if (id.startsWith('sim-unknown')) refuse(404, `Model is not found: models/${id} for api version v1beta`)
  exchange.json(200, geminiModel(id))
}

function geminiModel(id: string): Model & JsonObject {
  return {
    name: `models/${id}`,
    version: '001',
    displayName: id,
    description: 'Simulated.',
    inputTokenLimit: 1_048_576,
    outputTokenLimit: 65_536,
    supportedGenerationMethods: ['generateContent', 'countTokens'],
  }
}

function usageOf(answer: Answer, candidatesTokenCount: number, thoughts: number): WireResponse['usageMetadata'] {
  return {
    promptTokenCount: answer.inputTokens,
    candidatesTokenCount,
    totalTokenCount: answer.inputTokens + candidatesTokenCount + thoughts,
    promptTokensDetails: [{ modality: 'TEXT', tokenCount: answer.inputTokens }],
    ...(answer.cachedTokens > 0 ? { cachedContentTokenCount: answer.cachedTokens } : {}),
    ...(thoughts > 0 ? { thoughtsTokenCount: thoughts } : {}),
  }
}

function response(head: Head, candidates: WireCandidate[], usageMetadata: WireResponse['usageMetadata']): WireResponse {
  return { candidates, usageMetadata, modelVersion: head.model, responseId: head.id }
}

function finishReason(choice: Choice): NonNullable<WireCandidate['finishReason']> {
  return choice.finish === 'length' ? 'MAX_TOKENS' : 'STOP'
}

function functionCall(call: ToolCall): Plain<Part> {
  return { functionCall: { id: nextId('call-'), name: call.name, args: JSON.parse(call.tokens.join('')) } }
}

function finished(head: Head, answer: Answer): WireResponse {
  const thoughts = answer.reasoning.length
  const candidates = answer.choices.map((choice, index) => {
    const parts: Plain<Part>[] = []
    if (index === 0 && head.thoughts && thoughts > 0) parts.push({ text: answer.reasoning.join(''), thought: true })
    if (choice.text.length > 0) parts.push({ text: choice.text.join('') })
    parts.push(...choice.toolCalls.map(functionCall))
    return { content: { parts, role: 'model' }, finishReason: finishReason(choice), index }
  })
  return response(head, candidates, usageOf(answer, answer.outputTokens - thoughts, thoughts))
}

/** The chunks as JSON text; each knows its tokens. */
function* chunks(head: Head, answer: Answer): Generator<Frame> {
  const thoughts = answer.reasoning.length
  if (thoughts > 0 && head.thoughts) yield* thoughtChunks(head, answer)
  else if (thoughts > 0)
    yield { data: JSON.stringify(response(head, [], usageOf(answer, 0, thoughts))), tokens: thoughts }
  let said = 0
  for (const [index, choice] of answer.choices.entries()) {
    const fill = template(head, answer, index, thoughts)
    for (const token of choice.text) yield { data: fill(token, ++said), tokens: 1 }
    for (const call of choice.toolCalls) {
      said += call.tokens.length
      const candidate = { content: { parts: [functionCall(call)], role: 'model' }, index }
      const data = JSON.stringify(response(head, [candidate], usageOf(answer, said, thoughts)))
      yield { data, tokens: call.tokens.length }
    }
  }
  const ends = answer.choices.map((choice, index) => ({
    content: { parts: [{ text: '' }], role: 'model' },
    finishReason: finishReason(choice),
    index,
  }))
  yield silent(JSON.stringify(response(head, ends, usageOf(answer, said, thoughts))))
}

function* thoughtChunks(head: Head, answer: Answer): Generator<Frame> {
  for (const [at, token] of answer.reasoning.entries()) {
    const candidate = { content: { parts: [{ text: token, thought: true }], role: 'model' }, index: 0 }
    yield { data: JSON.stringify(response(head, [candidate], usageOf(answer, 0, at + 1))), tokens: 1 }
  }
}

function template(head: Head, answer: Answer, index: number, thoughts: number): (text: string, said: number) => string {
  const candidate = { content: { parts: [{ text: '\u0001' }], role: 'model' }, index }
  const usage = {
    ...usageOf(answer, 0, thoughts),
    candidatesTokenCount: Number(candidatesHole),
    totalTokenCount: Number(totalHole),
  }
  const json = JSON.stringify(response(head, [candidate], usage))
  const [before = '', rest = ''] = json.split(textHole)
  const [middle = '', others = ''] = rest.split(candidatesHole)
  const [between = '', after = ''] = others.split(totalHole)
  const base = answer.inputTokens + thoughts
  return (text, said) => `${before}${JSON.stringify(text)}${middle}${said}${between}${base + said}${after}`
}

function* events(frames: Generator<Frame>): Generator<Frame> {
  for (const frame of frames) yield { data: `data: ${frame.data}\r\n\r\n`, tokens: frame.tokens }
}

/** Without alt=sse: one JSON array, an element a chunk. */
function* arrayElements(frames: Generator<Frame>): Generator<Frame> {
  let separator = '['
  for (const frame of frames) {
    yield { data: separator + frame.data, tokens: frame.tokens }
    separator = ',\r\n'
  }
  yield silent(']')
}
