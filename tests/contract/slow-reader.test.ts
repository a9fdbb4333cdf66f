import { request } from 'node:http'
import type { Socket } from 'node:net'
import { describe, expect, it, vi } from 'vitest'
import { createId } from '@/lib/ids'
import { responseEvents, sse, useFakeUpstream } from './support/fake-upstream'
import { door, useGateway } from './support/gateway'
import { expectNothingTaken } from './support/leftovers'
import { send } from './support/raw-http'

const gateway = useGateway()
const upstream = useFakeUpstream()
const mebibyte = 1024 * 1024

describe(`A slow reader through the ${door} door`, () => {
  it('slows its upstream down, holds bounded memory, and harms no other stream', async () => {
    const delta = sse({
      type: 'response.output_text.delta',
      sequence_number: 1,
      delta: 'x'.repeat(8_000),
      output_index: 0,
      item_id: 'm',
    })
    const [created = '', , completed = ''] = responseEvents()
    let written = 0
    let done = false
    const { baseUrl } = upstream.serve((res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' })
      res.write(created)
      const pump = () => {
        while (written < 100 * mebibyte) {
          written += delta.length
          if (!res.write(delta)) {
            res.once('drain', pump)
            return
          }
        }
        done = true
        res.end(completed)
      }
      pump()
    })
    const tenant = await gateway.tenant({ accounts: [{ baseUrl }], balanceNanoUsd: 1_000_000_000_000_000n })
    const socket = await new Promise<Socket>((resolve) => {
      const sent = request(
        `${gateway.url}/v1/responses`,
        {
          method: 'POST',
          agent: false,
          headers: { authorization: `Bearer ${tenant.key}`, 'content-type': 'application/json' },
        },
        (answer) => {
          answer.pause()
          resolve(answer.socket)
        },
      )
      sent.on('error', () => undefined)
      sent.end(JSON.stringify({ model: 'sim-small', input: 'hi', stream: true }))
    })
    let before = -1
    await vi.waitFor(
      () => {
        const still = written === before
        before = written
        expect(still && written > 0).toBe(true)
      },
      { timeout: 10_000, interval: 300 },
    )
    expect(done).toBe(false)
    // What the sockets' own buffers took: far from the 100 MiB that were on offer.
    expect(written).toBeLessThan(40 * mebibyte)
    const other = await gateway.tenant()
    const answer = await send(`${gateway.url}/v1/responses`, {
      headers: { authorization: `Bearer ${other.key}` },
      body: { model: 'sim-small', input: 'hi', stream: true, metadata: { tag: createId('request') } },
    })
    expect(answer.text).toContain('response.completed')
    socket.destroy()
    await expectNothingTaken(other)
  })
})

describe(`Pace through the ${door} door`, () => {
  it('an upstream that sends one event each 50 ms reaches the caller at that pace, nothing batched', async () => {
    const tenant = await gateway.tenant()
    const answer = await send(`${gateway.url}/v1/responses`, {
      headers: { authorization: `Bearer ${tenant.key}` },
      body: { model: 'sim-small', input: 'hi', stream: true, metadata: { sim_tokens: '20', sim_token_ms: '50' } },
    })
    const deltas = answer.chunks.filter((chunk) => chunk.bytes.includes('output_text.delta'))
    const gaps = deltas.slice(1).map((chunk, index) => chunk.atMs - (deltas[index]?.atMs ?? 0))
    expect(deltas.length).toBeGreaterThanOrEqual(19)
    const sorted = [...gaps].sort((a, b) => a - b)
    const median = sorted[Math.floor(sorted.length / 2)] ?? 0
    expect(median).toBeGreaterThan(30)
    expect(median).toBeLessThan(70)
  })
})
