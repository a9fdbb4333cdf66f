import OpenAI from 'openai'
import { readyFile } from './customer'

export const model = 'gpt-5-mini'

export type Called = { requestId: string; costNanoUsd: bigint; text: string }

/** One JSON call with the official SDK, with what its headers say about it. */
export async function callModel(apiKey: string, input = 'Say hello'): Promise<Called> {
  const client = new OpenAI({ baseURL: `${readyFile().url}/v1`, apiKey, maxRetries: 0 })
  const { data, response } = await client.responses.create({ model, input }).withResponse()
  return {
    requestId: response.headers.get('x-request-id') ?? '',
    costNanoUsd: BigInt(response.headers.get('x-turnpike-cost-nanousd') ?? '-1'),
    text: data.output_text,
  }
}
