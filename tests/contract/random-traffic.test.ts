import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { responseObject, useFakeUpstream } from './support/fake-upstream'
import { door, type Tenant, useGateway } from './support/gateway'
import { expectNothingTaken } from './support/leftovers'
import { dialects, type Wire, wireOf, writePieces } from './support/random-streams'
import { send } from './support/raw-http'

const gateway = useGateway()
const upstream = useFakeUpstream()
const seed = Date.now() % 2 ** 31
const plenty = 1_000_000_000_000_000n

/** A tenant whose one account answers what `next` says at the time of the call. */
async function tenantOf(protocol: 'openai' | 'anthropic' | 'gemini', next: () => Wire): Promise<Tenant> {
  const { baseUrl } = upstream.serve((res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' })
    void writePieces(res, next())
  })
  return await gateway.tenant({ accounts: [{ protocol, baseUrl }], balanceNanoUsd: plenty })
}

describe(`Random streams through the ${door} door (seed ${seed})`, () => {
  for (const [name, { protocol, path, body }] of Object.entries(dialects)) {
    it(`${name}: every byte arrives as sent, and the usage is what an obvious reading finds`, async () => {
      let wire: Wire = { bytes: Buffer.alloc(0), cuts: [] }
      const tenant = await tenantOf(protocol, () => wire)
      await fc.assert(
        fc.asyncProperty(wireOf(name), async (random) => {
          wire = random
          const answer = await send(`${gateway.url}${path}`, {
            headers: { authorization: `Bearer ${tenant.key}` },
            body: { model: 'sim-small', ...body },
          })
          expect(answer.status).toBe(200)
          expect(answer.body.equals(random.bytes)).toBe(true)
          const { inputTokens, cachedInputTokens, outputTokens } = random.used
          const record = await gateway.record(String(answer.headers['x-request-id']))
          expect(record).toMatchObject({ status: 'completed', usageSource: 'provider', inputTokens, cachedInputTokens })
          expect(record.outputTokens).toBe(outputTokens)
        }),
        { seed, numRuns: 30 },
      )
      await expectNothingTaken(tenant)
    })

    it(`${name}: an answer broken off anywhere is never a clean end, and gives everything back`, async () => {
      let wire: Wire = { bytes: Buffer.alloc(0), cuts: [] }
      const tenant = await tenantOf(protocol, () => wire)
      await fc.assert(
        fc.asyncProperty(wireOf(name), fc.double({ min: 0, max: 0.5, noNaN: true }), async (random, part) => {
          const bytes = random.bytes.subarray(0, Math.floor(random.bytes.length * part))
          wire = { bytes, cuts: random.cuts.filter((cut) => cut < bytes.length) }
          const answer = await send(`${gateway.url}${path}`, {
            headers: { authorization: `Bearer ${tenant.key}` },
            body: { model: 'sim-small', ...body },
          })
          if (answer.status === 200) expect(answer.text).toMatch(/error|failed/)
          else expect(answer.status).toBeGreaterThanOrEqual(502)
        }),
        { seed, numRuns: 15 },
      )
      await expectNothingTaken(tenant)
    })
  }
})

const names = fc.constantFrom('Authorization', 'AUTHORIZATION', 'authorization', 'aUTHORIZATION')
const extra = fc.dictionary(fc.stringMatching(/^x_[a-z]{1,8}$/), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 6 })

describe(`Random requests through the ${door} door (seed ${seed})`, () => {
  it('every body reaches the upstream byte for byte, whatever the spelling of its headers and their size', async () => {
    const { baseUrl, seen } = upstream.serve((res) => {
      res.writeHead(200, { 'content-type': 'application/json' })
      res.end(JSON.stringify(responseObject()))
    })
    const tenant = await gateway.tenant({ accounts: [{ baseUrl }], balanceNanoUsd: plenty })
    await fc.assert(
      fc.asyncProperty(
        extra,
        names,
        fc.nat({ max: 8_000 }),
        fc.nat({ max: 4 }),
        fc.string(),
        async (more, name, size, indent, text) => {
          const fields = Object.entries({ ...more, model: 'sim-small', input: text || 'hi' })
          const body = JSON.stringify(Object.fromEntries(fields.sort(() => (size % 2 ? 1 : -1))), null, indent)
          const before = seen.length
          const answer = await send(`${gateway.url}/v1/responses`, {
            headers: { [name]: `Bearer ${tenant.key}`, 'X-Padding': 'x'.repeat(size) },
            body,
          })
          expect(answer.status).toBe(200)
          expect(seen).toHaveLength(before + 1)
          expect(seen[before]?.body.toString()).toBe(body)
        },
      ),
      { seed, numRuns: 40 },
    )
    await expectNothingTaken(tenant)
  })

  it('random bytes as a body are refused with a JSON error, never a crash', async () => {
    const tenant = await gateway.tenant()
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 400 }), async (bytes) => {
        const answer = await send(`${gateway.url}/v1/responses`, {
          headers: { authorization: `Bearer ${tenant.key}`, 'content-type': 'application/json' },
          body: Buffer.from(bytes),
        })
        expect(answer.status).toBe(400)
        expect(JSON.parse(answer.text)).toHaveProperty('error.code')
      }),
      { seed, numRuns: 40 },
    )
    await expectNothingTaken(tenant)
  })
})
