import asyncHooks, { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { restPageContexts } from '@/lib/rest-page-contexts'

type Context = () => string | undefined
type Work = (req: IncomingMessage, res: ServerResponse) => Promise<void>

const original = AsyncLocalStorage
const quietMs = 3_000
const fetched = createRequire(import.meta.url)

let contexts: ReturnType<typeof restPageContexts>
let storage: AsyncLocalStorage<string>

/** What a context that began in the past has now: its value for as long as the storage is enabled. */
function contextOf(value: string, of = storage): Context {
  return of.run(value, () => AsyncResource.bind(() => of.getStore()))
}

function gate(): { promise: Promise<void>; resolve(): void } {
  let resolve = () => {}
  const promise = new Promise<void>((open) => {
    resolve = open
  })
  return { promise, resolve: () => resolve() }
}

/** Gives one request to `work` as a page's, and answers when it is there. */
async function visit(work: Work): Promise<{ leave(): void; answered: Promise<unknown> }> {
  const arrived = gate()
  const server = createServer((req, res) => {
    void contexts.follow(req, res, () => work(req, res)).catch(() => undefined)
    arrived.resolve()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const sent = request({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', agent: false })
  const answered = once(sent, 'response').then(([response]: IncomingMessage[]) => response?.resume())
  const over = once(sent, 'close').catch(() => undefined)
  answered.catch(() => undefined)
  sent.on('error', () => undefined).end()
  void over.then(() => server.close())
  await arrived.promise
  return { leave: () => sent.destroy(), answered: over }
}

const pass = async (ms: number) => await vi.advanceTimersByTimeAsync(ms)

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'Date'] })
  contexts = restPageContexts()
  const { AsyncLocalStorage: Given } = fetched('node:async_hooks') as typeof asyncHooks
  storage = new Given()
})
afterEach(() => {
  storage.disable()
  vi.useRealTimers()
  Object.defineProperty(asyncHooks, 'AsyncLocalStorage', { value: original, configurable: true, writable: true })
  Reflect.deleteProperty(globalThis, 'AsyncLocalStorage')
})

describe('The contexts of pages', () => {
  it('rest two seconds after the last page, and are there again for the next', async () => {
    for (const name of ['first', 'second']) {
      let context: Context = () => undefined
      const page = await visit(async (_, res) => {
        context = contextOf(name)
        res.end('done')
      })
      await page.answered
      await pass(1_000)
      expect(context()).toBe(name)
      await pass(quietMs)
      expect(context()).toBeUndefined()
    }
  })

  it('stay while an answer is open, however long that is', async () => {
    let context: Context = () => undefined
    let end = () => {}
    const page = await visit(async (_, res) => {
      context = contextOf('events')
      res.write('event: hello\n\n')
      end = () => res.end()
    })
    await pass(3_600_000)
    expect(context()).toBe('events')
    end()
    await page.answered
    await pass(quietMs)
    expect(context()).toBeUndefined()
  })

  it('stay while a page works on after its answer', async () => {
    let context: Context = () => undefined
    const more = gate()
    const page = await visit(async (_, res) => {
      context = contextOf('more')
      res.end('done')
      await more.promise
    })
    await page.answered
    await pass(500_000)
    expect(context()).toBe('more')
    more.resolve()
    await pass(quietMs)
    expect(context()).toBeUndefined()
  })

  it('stay a minute for what a page does whose reader left, and ten when it doesn’t say that it ended', async () => {
    const [work, left] = [gate(), gate()]
    let context: Context = () => undefined
    const page = await visit(async (_, res) => {
      context = contextOf('left')
      res.write('a')
      res.once('close', left.resolve)
      await work.promise
    })
    page.leave()
    await left.promise
    await pass(590_000)
    expect(context()).toBe('left')
    await pass(80_000)
    expect(context()).toBeUndefined()
    work.resolve()
  })

  it('stay a minute after a page that ended because its reader left', async () => {
    let context: Context = () => undefined
    const page = await visit(async (_, res) => {
      context = contextOf('left')
      res.write('a')
      await once(res, 'close')
    })
    page.leave()
    await page.answered
    await pass(50_000)
    expect(context()).toBe('left')
    await pass(15_000)
    expect(context()).toBeUndefined()
  })

  it('stay while pages are asked for all the time', async () => {
    const contextsSeen: Context[] = []
    for (let n = 0; n < 20; n++) {
      const page = await visit(async (_, res) => {
        contextsSeen.push(contextOf('busy'))
        storage.run('next', () => res.end('done'))
      })
      await page.answered
      await pass(1_900)
      expect(contextsSeen[0]?.()).toBe('busy')
    }
  })

  it('stay while the framework starts', async () => {
    const started = gate()
    let context: Context = () => undefined
    const start = contexts.start(async () => {
      context = contextOf('start')
      await started.promise
    })
    await pass(60_000)
    expect(context()).toBe('start')
    started.resolve()
    await start
    await pass(quietMs)
    expect(context()).toBeUndefined()
  })

  it('are all that rests: not a storage that someone uses while no page runs, nor one of the module itself', async () => {
    const jobs = new original<string>()
    const page = await visit(async (_, res) => {
      storage.run('page', () => res.end('done'))
    })
    const job = contextOf('job', jobs)
    await page.answered
    const own = contextOf('own')
    await pass(quietMs)
    expect([job(), own()]).toEqual(['job', 'own'])
    jobs.disable()
  })
})
