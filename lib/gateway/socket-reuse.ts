import { subscribe } from 'node:diagnostics_channel'
import { shared } from '../process-state'

type Watch = { starting: SocketUse | null; answered: WeakSet<object> }

const sockets = shared('upstream-socket-watch', (): Watch => {
  const watch: Watch = { starting: null, answered: new WeakSet() }
  subscribe('undici:client:sendHeaders', (message) => {
    const { starting } = watch
    watch.starting = null
    if (starting && typeof message === 'object' && message !== null && 'socket' in message)
      if (typeof message.socket === 'object' && message.socket !== null) starting.goesOutOn(message.socket)
  })
  return watch
})

/**
 * Follows which connection a request goes out on: an upstream may close an idle one at the very moment we write to it,
 * which says nothing about the account. undici tells the socket only through its diagnostics channel, right after
 * `onRequestStart`.
 */
export class SocketUse {
  /** It had carried an answer before. */
  reused = false
  private readonly watch = sockets()
  private socket: object | null = null

  startsNow(): void {
    this.watch.starting = this
  }

  goesOutOn(socket: object): void {
    this.socket = socket
    this.reused = this.watch.answered.has(socket)
  }

  markAnswered(): void {
    if (this.socket && !this.reused) this.watch.answered.add(this.socket)
  }
}
