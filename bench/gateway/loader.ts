import type { ChildProcess } from 'node:child_process'
import type { JsonOrder, JsonResult, LoadMessage, OpenOrder, Order, StreamOrder, StreamResult } from './messages'
import { forkProgram } from './processes'

/** The load generator's process. */
export type Loader = {
  json(order: Omit<JsonOrder, 'kind'>): Promise<JsonResult>
  streams(order: Omit<StreamOrder, 'kind'>): Promise<StreamResult>
  open(order: Omit<OpenOrder, 'kind'>, onOpen: () => void): Promise<StreamResult>
}

/** Starts the load generator. */
export function startLoader(): Loader {
  const child: ChildProcess = forkProgram('load')
  let lastId = 0
  const ask = (order: Order, onOpen: () => void): Promise<JsonResult | StreamResult> =>
    new Promise((resolve, reject) => {
      const id = ++lastId
      const done = () => {
        child.off('message', hear)
        child.off('exit', gone)
      }
      const hear = (message: LoadMessage) => {
        if (message.id !== id) return
        if (message.kind === 'open') {
          onOpen()
          return
        }
        done()
        resolve(message.result)
      }
      const gone = () => reject(new Error('the load generator ended'))
      child.on('message', hear)
      child.once('exit', gone)
      child.send({ id, order })
    })
  const streams = async (order: StreamOrder | OpenOrder, onOpen: () => void): Promise<StreamResult> => {
    const result = await ask(order, onOpen)
    if (result.kind !== 'streams') throw new Error('the load generator answered something else')
    return result
  }
  return {
    json: async (order) => {
      const result = await ask({ kind: 'json', ...order }, () => undefined)
      if (result.kind !== 'json') throw new Error('the load generator answered something else')
      return result
    },
    streams: (order) => streams({ kind: 'streams', ...order }, () => undefined),
    open: (order, onOpen) => streams({ kind: 'open', ...order }, onOpen),
  }
}
