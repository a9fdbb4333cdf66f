import http from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/close-pool'
import { closePrisma, prisma } from '@/lib/db/prisma'
import { closeGuardedFetch } from '@/lib/http/guarded-fetch'
import { closePrices, findPrice, loadPrices } from '@/lib/pricing'
import { useTestDatabase as giveTestDatabase } from '../../support/database'
import { setTestEnvironment } from '../../support/test-environment'
import { callApi, expectStatus, testToken } from './api-client'

const database = giveTestDatabase()
const path = '/model-prices/import'
const megabyte = 1_048_576
let server: http.Server
let address = ''
let served = 0

const fields = (input: number, output: number, more = {}) => ({
  ...{ litellm_provider: 'openai', mode: 'chat', input_cost_per_token: input, output_cost_per_token: output, ...more },
})
const file = (models: Record<string, unknown>) => ({ source: 'litellm', content: JSON.stringify(models) })
const importFile = (body: unknown) => callApi('POST', path, { body })
const put = (model: string, input: string) =>
  callApi('PUT', `/model-prices/${model}`, { body: { inputNanoUsdPerMillion: input, outputNanoUsdPerMillion: '0' } })

/** A server that never stops sending, as a file that is far too large. */
function sendForEver(res: http.ServerResponse): void {
  const chunk = Buffer.alloc(megabyte, 32)
  const push = () => {
    while (!res.destroyed && res.write(chunk)) served += 1
    if (!res.destroyed) res.once('drain', push)
  }
  push()
}

beforeAll(async () => {
  setTestEnvironment({
    EMBEDDED_DATABASE_URL: database.url,
    MANAGEMENT_TOKEN: testToken,
    UPSTREAM_ALLOWED_PRIVATE_HOSTS: '127.0.0.1',
  })
  server = http.createServer((req, res) => {
    if (req.url === '/prices.json') res.end(JSON.stringify({ 'from-url': fields(1e-6, 2e-6) }))
    else if (req.url === '/endless') sendForEver(res)
    else res.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  address = `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : 0}`
  await loadPrices()
})

afterAll(async () => {
  server.closeAllConnections()
  server.close()
  closePrices()
  await closeGuardedFetch()
  await closePrisma()
  await closePool()
})

describe('an import of prices', () => {
  it('shows the difference and changes nothing, then applies exactly that and keeps own prices', async () => {
    await put('own', '777')
    await importFile(file({ old: fields(1e-6, 1e-6), stays: fields(1e-6, 1e-6) })).then(({ body }) =>
      importFile({ ...file({ old: fields(1e-6, 1e-6), stays: fields(1e-6, 1e-6) }), applyHash: body['hash'] }),
    )
    const next = file({
      old: fields(1.5e-7, 1e-6),
      stays: fields(1e-6, 1e-6),
      fresh: fields(2e-6, 4e-6),
      own: fields(9e-6, 9e-6),
      picture: fields(1e-6, 1e-6, { mode: 'image_generation' }),
    })
    const shown = await expectStatus(200, importFile(next))
    expect(shown).toMatchObject({ applied: false, added: 1, changed: 1, unchanged: 1, keptOwn: 1 })
    expect(shown['skipped']).toEqual([{ model: 'picture', reason: 'the gateway doesn’t serve image_generation' }])
    const changes = shown['changes'] as { model: string; kind: string; before: unknown; after: unknown }[]
    expect(Object.fromEntries(changes.map(({ model, kind }) => [model, kind]))).toEqual({
      ...{ old: 'changed', fresh: 'added', own: 'kept_own' },
    })
    expect(changes.find(({ model }) => model === 'old')).toMatchObject({
      before: { inputNanoUsdPerMillion: '1000000000' },
      after: { inputNanoUsdPerMillion: '150000000' },
    })
    expect(findPrice('fresh', Date.now())).toBeNull()

    const applied = await expectStatus(200, importFile({ ...next, applyHash: shown['hash'] }))
    expect(applied).toMatchObject({ applied: true, added: 1, changed: 1, keptOwn: 1 })
    expect(findPrice('old', Date.now() + 10)).toMatchObject({ input: 150_000_000n, source: 'litellm' })
    expect(findPrice('own', Date.now())).toMatchObject({ input: 777n, source: 'manual' })

    const [row] = await prisma().auditEntry.findMany({
      ...{ where: { action: 'model_price.import' }, orderBy: { id: 'desc' }, take: 1 },
    })
    expect(row).toMatchObject({ actorKind: 'token', subjectId: 'litellm' })
    expect(Object.keys(row?.after as object).sort()).toEqual(['fresh', 'old'])

    expect(await expectStatus(200, importFile(next))).toMatchObject({ added: 0, changed: 0, unchanged: 3 })
  })

  it('refuses to apply another difference than the one that was shown', async () => {
    const shown = await expectStatus(200, importFile(file({ moving: fields(1e-6, 1e-6) })))
    const otherFile = await importFile({ ...file({ moving: fields(2e-6, 1e-6) }), applyHash: shown['hash'] })
    expect(otherFile.status).toBe(409)
    await put('moving', '5')
    const otherPrices = await importFile({ ...file({ moving: fields(1e-6, 1e-6) }), applyHash: shown['hash'] })
    expect(otherPrices.status).toBe(409)
    expect(findPrice('moving', Date.now())?.input).toBe(5n)
  })

  it('reads an address through the guarded fetch', async () => {
    const shown = await expectStatus(200, importFile({ source: 'litellm', url: `${address}/prices.json` }))
    expect(shown).toMatchObject({ added: 1 })
    expect((await importFile({ source: 'litellm', url: `${address}/absent` })).status).toBe(502)
    const refused = await importFile({ source: 'litellm', url: 'http://169.254.169.254/latest/meta-data' })
    expect(refused.status).toBe(400)
    const local = await importFile({ source: 'litellm', url: 'file:///etc/passwd' })
    expect(local.status).toBe(400)
  })

  it('gives up on a file that is too large, long before its end', async () => {
    const endless = await importFile({ source: 'litellm', url: `${address}/endless` })
    expect(endless.status).toBe(502)
    expect(JSON.stringify(endless.body)).toContain('larger than 20971520 bytes')
    expect(served).toBeLessThan(64)
    const announced = await callApi('POST', path, {
      ...{ body: file({}), headers: { 'content-length': String(1_024 * megabyte) } },
    })
    expect(announced.status).toBe(413)
  })

  it.each([
    [{ source: 'litellm', content: '{"a": {' }, 'not JSON'],
    [{ source: 'genai-prices', content: '{"a": 1}' }, 'not the form'],
    [{ source: 'litellm' }, 'either the file or an address'],
    [{ source: 'litellm', content: '{}', url: 'https://example.com' }, 'either the file or an address'],
  ])('refuses %j with the reason, and nothing is changed', async (body, reason) => {
    const count = await prisma().modelPrice.count()
    const answer = await importFile({ ...body, applyHash: '0'.repeat(64) })
    expect(answer.status).toBe(400)
    expect(JSON.stringify(answer.body)).toContain(reason)
    expect(await prisma().modelPrice.count()).toBe(count)
  })

  it('needs the scope to write prices', async () => {
    const made = await expectStatus(
      201,
      callApi('POST', '/tokens', { body: { name: 'reader', scopes: ['prices:read'] } }),
    )
    const answer = await callApi('POST', path, { body: file({}), token: String(made['token']) })
    expect(answer.status).toBe(403)
  })
})
