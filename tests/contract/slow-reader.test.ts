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

const pieces = 20
const numbered = (number: number) =>
  sse({
    type: 'response.output_text.delta',
    sequence_number: number,
    delta: `${number};`,
    output_index: 0,
    item_id: 'm',
  })

describe(`Pace through the ${door} door`, () => {
  it('each event reaches the caller before the upstream sends the next one: nothing waits for company', async () => {
    const [created = '', , completed = ''] = responseEvents()
    let sendNext: () => void = () => undefined
    const { baseUrl } = upstream.serve((res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' })
      res.write(created)
      let number = 0
      sendNext = () => (number < pieces ? res.write(numbered(number++)) : res.end(completed))
      sendNext()
    })
    const tenant = await gateway.tenant({ accounts: [{ baseUrl }] })
    let arrived = 0
    const answer = await send(`${gateway.url}/v1/responses`, {
      headers: { authorization: `Bearer ${tenant.key}` },
      body: { model: 'sim-small', input: 'hi', stream: true },
      // The upstream goes on only when its last event is here: a held-back one would stop both for ever.
      onBytes: (sofar) => {
        if (arrived <= pieces && sofar.includes(`"${arrived};"`)) {
          arrived += 1
          sendNext()
        }
      },
    })
    expect(arrived).toBe(pieces)
    expect(answer.text).toContain('response.completed')
  })

  // A busy machine can delay any one timer, so the exact pace may be shown by any of its tries.
  it('one event each 50 ms arrives 50 ± 20 ms after the one before', { retry: 8 }, async () => {
    const tenant = await gateway.tenant()
    const answer = await send(`${gateway.url}/v1/responses`, {
      headers: { authorization: `Bearer ${tenant.key}` },
      body: { model: 'sim-small', input: 'hi', stream: true, metadata: { sim_tokens: '12', sim_token_ms: '50' } },
    })
    const deltas = answer.chunks.filter((chunk) => chunk.bytes.includes('output_text.delta'))
    const gaps = deltas.slice(1).map((chunk, index) => chunk.atMs - (deltas[index]?.atMs ?? 0))
    expect(gaps.length).toBeGreaterThanOrEqual(11)
    expect(gaps.filter((gap) => gap < 30 || gap > 70)).toEqual([])
  })
})
