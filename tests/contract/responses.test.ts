import { describe, expect, it } from 'vitest'
import { createId } from '@/lib/ids'
import { door, useGateway } from './support/gateway'

const gateway = useGateway()

describe(`Responses through the ${door} door`, () => {
  it('streams events unchanged and bills what the upstream reported', async () => {
    const tenant = await gateway.tenant()
    const tag = createId('request')
    const { data: stream, response } = await tenant.openai.responses
      .create({ model: 'sim-small', input: 'Tell me about toll roads', stream: true, metadata: { tag } })
      .withResponse()
    const requestId = response.headers.get('x-request-id') ?? ''
    const types: string[] = []
    let text = ''
    for await (const event of stream) {
      types.push(event.type)
      if (event.type === 'response.output_text.delta') text += event.delta
    }
    expect(types[0]).toBe('response.created')
    expect(types.at(-1)).toBe('response.completed')
    expect(text.length).toBeGreaterThan(10)
    const [served] = await gateway.served(tag)
    const record = await gateway.record(requestId)
    expect(record.status).toBe('completed')
    expect(record.usageSource).toBe('provider')
    expect(record.inputTokens + record.cachedInputTokens).toBe(served?.inputTokens)
    expect(record.outputTokens).toBe(served?.outputTokens)
    const cost =
      BigInt(record.inputTokens) * 1_000n +
      BigInt(record.cachedInputTokens) * 100n +
      BigInt(record.outputTokens) * 10_000n
    expect(record.costNanoUsd).toBe(cost)
    expect(record.chargedNanoUsd).toBe(cost)
    expect(await gateway.balance(tenant.userId)).toMatchObject({
      balanceNanoUsd: 10_000_000_000n - cost,
      heldNanoUsd: 0n,
    })
  })

  it('answers JSON with its cost in the header', async () => {
    const tenant = await gateway.tenant()
    const { data, response } = await tenant.openai.responses
      .create({ model: 'sim-small', input: 'Hello' })
      .withResponse()
    const record = await gateway.record(response.headers.get('x-request-id') ?? '')
    expect(data.output_text.length).toBeGreaterThan(0)
    expect(response.headers.get('x-turnpike-cost-nanousd')).toBe(record.costNanoUsd.toString())
    expect(record.outputTokens).toBe(data.usage?.output_tokens)
  })
})
