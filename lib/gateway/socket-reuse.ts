import { subscribe } from 'node:diagnostics_channel'
import { processState } from '../process-state'

/** The connection one request was written to, and whether it had carried an answer before. */
export type SocketUse = { reused: boolean; markAnswered(): void; startsNow(): void; forget(): void }

type Watch = { starting: ((socket: object) => void) | null; answered: WeakSet<object> }

function create(): Watch {
  const watch: Watch = { starting: null, answered: new WeakSet() }
  subscribe('undici:client:sendHeaders', (message) => {
    const starting = watch.starting
    watch.starting = null
    if (starting && typeof message === 'object' && message !== null && 'socket' in message)
      if (typeof message.socket === 'object' && message.socket !== null) starting(message.socket)
  })
  return watch
}

/**
 * Follows which connection a request goes out on: an upstream may close an idle one at the very moment we write to it,
 * which says nothing about the account. undici tells the socket only through its diagnostics channel, right after
 * `onRequestStart`.
 */
export function watchSocket(): SocketUse {
  const watch = processState('upstream-socket-watch', create)
  let socket: object | null = null
  const use: SocketUse = {
    reused: false,
    startsNow: () => {
      watch.starting = (found) => {
        socket = found
        use.reused = watch.answered.has(found)
      }
    },
    forget: () => {
      watch.starting = null
    },
    markAnswered: () => {
      if (socket) watch.answered.add(socket)
    },
  }
  return use
}
