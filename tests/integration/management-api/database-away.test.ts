import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/close-pool'
import { databaseAnswers } from '@/lib/db/database-answers'
import { closePrisma, Prisma } from '@/lib/db/prisma'
import { errorResponse } from '@/lib/http/error-response'
import { refuseWhileAway } from '@/lib/http/refuse-while-away'
import { allRoutes } from '@/lib/management-api'
import { createTestDatabase, type TestDatabase } from '../../support/database'
import { noDatabaseUrl, setTestEnvironment } from '../../support/test-environment'
import { callApi, testToken } from './api-client'

let database: TestDatabase
let server: Server
let url = ''

const away = () => setTestEnvironment({ EMBEDDED_DATABASE_URL: noDatabaseUrl, MANAGEMENT_TOKEN: testToken })
const reset = async () => {
  await closePrisma()
  await closePool()
}

beforeAll(async () => {
  database = await createTestDatabase()
  away()
  server = createServer(async (req, res) => {
    if (!(await refuseWhileAway(req, res))) res.end('the page')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve))
  await reset()
  await database.drop()
})

describe('while the database is away', () => {
  it('every route of the management API that needs it answers 503 and says so', async () => {
    const common = { atLeast: 0 }
    for (const { description } of allRoutes) {
      const { method, path, body } = description
      // Bodies differ; what is refused before the database is asked proves nothing here.
      if (method !== 'GET' || body || path.includes('{')) continue
      const answer = await callApi('GET', path.replace('/api/admin/v1', ''))
      expect([200, 400, 503], `${path} ${JSON.stringify(answer.body)}`).toContain(answer.status)
      if (answer.status !== 503) continue
      common.atLeast += 1
      expect(answer.body['error']).toMatchObject({
        code: 'overloaded',
        message: 'The database can’t be reached at the moment. Try again in a few seconds.',
        requestId: expect.stringMatching(/^req_/),
      })
      expect(answer.headers.get('retry-after')).toBe('5')
    }
    expect(common.atLeast).toBeGreaterThan(12)
    const one = await callApi('GET', '/users/usr_00000000000000000000000000')
    const made = await callApi('POST', '/account-pools', {
      body: { name: 'away' },
      headers: { 'idempotency-key': 'a' },
    })
    const unknownToken = await callApi('GET', '/users', { token: 'tpm-0123456789abcdefghij0123456789abcdefghij' })
    expect([one.status, made.status, unknownToken.status]).toEqual([503, 503, 503])
  })

  it('a page is answered with 503 in the reader’s language, and files and programs are left alone', async () => {
    const page = { accept: 'text/html,application/xhtml+xml' }
    const first = await fetch(`${url}/admin/users?search="><script>`, { headers: page })
    const text = await first.text()
    expect([first.status, first.headers.get('retry-after')]).toEqual([503, '5'])
    expect(text).toContain('The database can’t be reached right now.')
    expect(text).not.toContain('<script')
    const chinese = await fetch(url, { headers: { ...page, cookie: 'a=b; locale=zh' } })
    expect(await chinese.text()).toContain('暂时无法连接数据库')
    const between = await fetch(`${url}/admin?_rsc=1`, { headers: { rsc: '1' } })
    const head = await fetch(url, { method: 'HEAD', headers: page })
    expect([between.status, head.status]).toEqual([503, 503])
    for (const path of ['/_next/static/a.js', '/api/auth/session', '/readyz']) {
      expect(await (await fetch(`${url}${path}`)).text(), path).toBe('the page')
    }
    expect((await fetch(url, { method: 'POST', headers: page })).status).toBe(200)
  })

  it('one that is there but too busy is 503 too', async () => {
    const clientVersion = '7'
    const busy = new Prisma.PrismaClientKnownRequestError('unable to start a transaction', {
      code: 'P2028',
      clientVersion,
    })
    const answer = errorResponse(busy, 'req_x')
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await answer.text()).toContain('too busy')
  })

  it('both answer again when it is back', async () => {
    await reset()
    setTestEnvironment({ EMBEDDED_DATABASE_URL: database.url })
    expect((await callApi('GET', '/users')).status).toBe(200)
    expect(await databaseAnswers(Date.now() + 60_000)).toBe(true)
    const page = await fetch(url, { headers: { accept: 'text/html' } })
    expect([page.status, await page.text()]).toEqual([200, 'the page'])
  })
})
