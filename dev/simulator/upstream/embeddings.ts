import type { OpenAI } from 'openai'
import { type JsonObject, numberAt } from '../json'
import type { AnswerRequest } from './answer'
import { deliverPlain } from './deliver'
import { refuse } from './errors'
import type { Exchange } from './exchange'
import { prepare } from './generate'
import { Prompt } from './prompt'
import { readJson } from './read-body'
import { countTokens, hashText } from './tokens'

const inputsMax = 2048
const dimensionsMax = 4096

/** POST /v1/embeddings. */
export function createEmbeddings(exchange: Exchange): void {
  const body = readJson(exchange)
  const inputs = inputsOf(body)
  const inputTokens = inputs.reduce((sum, input) => sum + input.tokens, 0)
  const { fault, model } = prepare(exchange, body, (name) => embeddingRequest(name))
  const natural = model.includes('large') ? 3072 : 1536
  const dimensions = Math.min(Math.max(1, numberAt(body, 'dimensions') ?? natural), dimensionsMax)
  const base64 = body['encoding_format'] === 'base64'
  deliverPlain(
    exchange,
    fault,
    () => ({
      object: 'list',
      data: inputs.map((input, index) => embedding(vectorOf(input.text, dimensions), index, base64)),
      model,
      usage: { prompt_tokens: inputTokens, total_tokens: inputTokens },
    }),
    inputTokens,
  )
}

function embeddingRequest(model: string): AnswerRequest {
  return {
    model,
    prompt: new Prompt(),
    outputTokensMax: 0,
    tools: [],
    toolChoice: 'none',
    reasoning: false,
    schema: null,
    choices: 1,
    cacheMarks: 'implicit',
    contextTokens: 0,
  }
}

interface EmbeddingInput {
  readonly text: string
  readonly tokens: number
}

/** Text, a list of texts, a list of token numbers, or a list of such lists. */
function inputsOf(body: JsonObject): EmbeddingInput[] {
  const input = body['input']
  const list: unknown[] = Array.isArray(input) && typeof input[0] !== 'number' ? input : [input]
  if (input === undefined || list.length === 0 || list.length > inputsMax) {
    refuse(400, `Input must be a text or a list of 1 to ${inputsMax}.`, 'invalid_request', 'input')
  }
  return list.map((item) => {
    if (typeof item === 'string' && item !== '') return { text: item, tokens: Math.max(1, countTokens(item)) }
    if (Array.isArray(item) && item.length > 0) return { text: item.join(' '), tokens: item.length }
    return refuse(400, 'Input cannot be an empty string.', 'invalid_request', 'input')
  })
}

/** A unit vector that depends on the text alone. */
function vectorOf(text: string, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions)
  let turn = hashText(text) || 1
  let sum = 0
  for (let i = 0; i < dimensions; i++) {
    turn = (Math.imul(turn, 1664525) + 1013904223) >>> 0
    const value = turn / 0x80000000 - 1
    vector[i] = value
    sum += value * value
  }
  const length = Math.sqrt(sum) || 1
  return vector.map((value) => value / length)
}

type WireEmbedding = Omit<OpenAI.Embedding, 'embedding'> & { embedding: number[] | string }

function embedding(vector: Float32Array, index: number, base64: boolean): WireEmbedding {
  const bytes = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength)
  return { object: 'embedding', index, embedding: base64 ? bytes.toString('base64') : Array.from(vector) }
}
