import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server'
import { operatorOf } from './support/operator'

const probe = pathToFileURL(path.resolve('tests/chaos/support/promise-hooks.mjs')).href
/** The server looks every half second for two quiet ones. */
const restsWithin = { timeout: 10_000, interval: 100 }

let server: TestServer

const isHooked = () => server.logs().lastIndexOf('promise hooks on') > server.logs().lastIndexOf('promise hooks off')
const rests = () => expect.poll(isHooked, restsWithin).toBe(false)

/** A page that reads its cookies and headers, and says so in its language. */
async function pageIn(locale: string): Promise<string | undefined> {
  const response = await fetch(`${server.url}/sign-in`, {
    headers: { cookie: `locale=${locale}`, accept: 'text/html' },
  })
  expect(response.status).toBe(200)
  return /<html[^>]* lang="([\w-]+)"/.exec(await response.text())?.[1]
}

beforeAll(async () => {
  server = await startServer({ env: { ROLE: 'all', NODE_OPTIONS: `--import=${probe}` } })
})
afterAll(async () => await server?.stop())

describe('A process with pages', () => {
  it('pays for the pages’ contexts while there are pages, and no longer', async () => {
    await rests()
    expect(await pageIn('en')).toBe('en')
    await expect.poll(isHooked, { timeout: 1_500, interval: 50 }).toBe(true)
    await rests()
  })

  it('gives each of many pages its own cookies and headers, also after a rest', async () => {
    for (let round = 0; round < 2; round++) {
      const asked = Array.from({ length: 12 }, (_, n) => (n % 2 === 0 ? 'en' : 'zh'))
      expect(await Promise.all(asked.map(pageIn))).toEqual(asked)
      await operatorOf(server.url).call('GET', '/users')
      await rests()
    }
    expect(server.logs()).not.toContain('a page failed')
  })
})
