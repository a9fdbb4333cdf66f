import type { IncomingMessage, ServerResponse } from 'node:http'
import { Ending } from '../ending'
import { AppError } from '../errors'
import { BodyBuffer } from './body-buffer'
import type { Exchange } from './exchange'

/** Bodies above this many unread bytes are not worth draining: the connection is closed instead. */
const drainable = 1024 * 1024

/** An exchange over node:http: bytes go to the socket as they are, `write` follows the socket's back-pressure. */
export function nodeExchange(req: IncomingMessage, res: ServerResponse): Exchange {
  const url = req.url ?? '/'
  const mark = url.indexOf('?')
  const leaving = new Ending()
  res.once('close', () => {
    if (!res.writableFinished) leaving.abort()
  })
  return {
    method: req.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)),
    peerAddress: req.socket.remoteAddress ?? '',
    startedMs: performance.now(),
    signal: leaving,
    header: (name) => {
      const value = req.headers[name]
      return value === undefined ? null : Array.isArray(value) ? value.join(', ') : value
    },
    readBody: (limit) => readBody(req, limit),
    begin: (status, headers) => {
      const unread = hasUnreadBody(req)
      res.writeHead(status, unread ? { ...headers, connection: 'close' } : headers)
      // An answer that is whole goes out with its headers in one packet.
      queueMicrotask(() => {
        if (!res.writableEnded) res.flushHeaders()
      })
    },
    write: (bytes) => {
      if (res.destroyed) return false
      return res.write(bytes) || drained(res)
    },
    end: (bytes) => {
      if (bytes && bytes.length > 0) res.end(bytes)
      else res.end()
    },
    destroy: () => res.destroy(),
  }
}

/** Whether more of the request's body is on its way than is worth reading. */
function hasUnreadBody(req: IncomingMessage): boolean {
  if (req.complete) return false
  const declared = req.headers['content-length']
  return declared === undefined ? req.headers['transfer-encoding'] !== undefined : Number(declared) >= drainable
}

function drained(res: ServerResponse): Promise<boolean> {
  return new Promise((resolve) => {
    const onDrain = () => done(true)
    const onClose = () => done(false)
    const done = (open: boolean) => {
      res.off('drain', onDrain)
      res.off('close', onClose)
      resolve(open)
    }
    res.on('drain', onDrain)
    res.on('close', onClose)
  })
}

/** The error of a body over the limit, named as callers know it. */
export function tooLarge(limit: number): AppError {
  return new AppError(
    'request_too_large',
    `The request body is larger than the limit of ${limit} bytes. Send less, or upload large inputs by URL.`,
  )
}

/** The error of a caller who dropped while sending. */
export function droppedBody(): AppError {
  return new AppError('invalid_request', 'The connection closed before the whole request body arrived.')
}

function readBody(req: IncomingMessage, limit: number): Promise<Buffer> {
  const declared = Number(req.headers['content-length'] ?? 0)
  if (declared > limit) return Promise.reject(tooLarge(limit))
  // Gone before anyone listened: no event would tell.
  if (req.destroyed) return Promise.reject(droppedBody())
  const body = new BodyBuffer(declared)
  return new Promise((resolve, reject) => {
    req.on('data', (chunk: Buffer) => {
      if (body.size + chunk.length > limit) {
        req.pause()
        req.removeAllListeners('data')
        reject(tooLarge(limit))
        return
      }
      body.add(chunk)
    })
    // Every request closes in the end: only one that closes before its body's end was dropped.
    const dropped = () => reject(droppedBody())
    req.once('close', dropped)
    req.once('error', dropped)
    req.once('end', () => {
      req.off('close', dropped)
      resolve(body.whole())
    })
  })
}
