import asyncHooks, { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage, ServerResponse } from 'node:http'

const lookEveryMs = 500
const quietMs = 2_000
/** A render whose reader left goes on until its queries have answered. */
const quietAfterCutOffMs = 60_000
/** Of a page whose reader left: Node leaves some pipelined requests without any end. */
const longestAfterLeavingMs = 600_000
/** The pages' framework has some twenty; more than this would be a leak, which isn't ours to hold. */
const maxStorages = 256

type Visit = { readonly req: IncomingMessage; readonly res: ServerResponse; settled: boolean; leftAt: number | null }

/** What the framework has running, and which storages it enabled for it. */
class PageContexts {
  private readonly visits = new Set<Visit>()
  private readonly enabled = new Set<AsyncLocalStorage<unknown>>()
  /** Used while no page ran: someone else's, who may need its values at any time. */
  private readonly others = new WeakSet<AsyncLocalStorage<unknown>>()
  private starts = 0
  private restFrom = Date.now() + quietMs

  note(storage: AsyncLocalStorage<unknown>): void {
    if (!this.pagesRun()) {
      this.others.add(storage)
      this.enabled.delete(storage)
    } else if (!this.others.has(storage) && this.enabled.size < maxStorages) {
      this.enabled.add(storage)
    }
  }

  async start(work: () => Promise<void>): Promise<void> {
    this.starts += 1
    try {
      await work()
    } finally {
      this.starts -= 1
      this.stayFor(quietMs)
    }
  }

  async follow(req: IncomingMessage, res: ServerResponse, work: () => Promise<void>): Promise<void> {
    const visit: Visit = { req, res, settled: false, leftAt: null }
    this.visits.add(visit)
    try {
      await work()
    } finally {
      visit.settled = true
      this.endIfOver(visit, Date.now())
    }
  }

  /** Takes the storages away once nothing can need their values. */
  look(): void {
    const now = Date.now()
    for (const visit of this.visits) this.endIfOver(visit, now)
    if (this.pagesRun() || now < this.restFrom) return
    for (const storage of this.enabled) storage.disable()
    this.enabled.clear()
  }

  private pagesRun(): boolean {
    return this.visits.size + this.starts > 0
  }

  private endIfOver(visit: Visit, now: number): void {
    const { req, res, settled } = visit
    const hasLeft = res.closed || req.socket.destroyed
    if (hasLeft) visit.leftAt ??= now
    const isOver = settled ? res.writableFinished || hasLeft : now - (visit.leftAt ?? now) > longestAfterLeavingMs
    if (!isOver) return
    this.visits.delete(visit)
    this.stayFor(res.writableFinished ? quietMs : quietAfterCutOffMs)
  }

  private stayFor(ms: number): void {
    this.restFrom = Math.max(this.restFrom, Date.now() + ms)
  }
}

/**
 * To be called before the pages' framework is loaded. The framework keeps each request's values in AsyncLocalStorage;
 * the first use of one makes Node call a hook for every promise of the process from then on, which costs the gateway a
 * tenth of its time. So the framework is given a storage that can be put to rest: two seconds after the last page and
 * its answer have ended, a minute after one whose reader left, its storages are disabled, and the next use enables
 * them again. While a page runs, or its answer is open, nothing is touched, so no page can miss its values (no page may
 * therefore use `after`). Nor are storages of anyone who took the class earlier, or as an ES module, or who uses one
 * while no page runs.
 */
export function restPageContexts(): Pick<PageContexts, 'start' | 'follow'> {
  const contexts = new PageContexts()
  class RestingStorage<T> extends AsyncLocalStorage<T> {
    override run<R, Args extends unknown[]>(store: T, callback: (...args: Args) => R, ...args: Args): R {
      contexts.note(this)
      return super.run(store, callback, ...args)
    }

    override enterWith(store: T): void {
      contexts.note(this)
      super.enterWith(store)
    }
  }
  // Next.js takes it from the global object, React from the CommonJS module.
  for (const holder of [globalThis, asyncHooks]) {
    Object.defineProperty(holder, 'AsyncLocalStorage', { value: RestingStorage, configurable: true, writable: true })
  }
  setInterval(() => contexts.look(), lookEveryMs).unref()
  return contexts
}
