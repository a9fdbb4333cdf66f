import { Agent, type Dispatcher } from 'undici'
import { guardedConnector } from './guarded-url'
import { Http2Agent } from './http2-agent'
import type { Http2Options } from './http2-request'
import { proxyConnector } from './proxy-connector'

/** What undici's dispatchers and `Http2Agent` have in common. */
export type HttpAgent = {
  dispatch(options: Http2Options, handler: Dispatcher.DispatchHandler): unknown
  close(): Promise<void>
  destroy(): Promise<void>
}

export type HttpHost = { baseUrl: string; http2: boolean; proxyUrl: string | null }

type Options = Omit<Agent.Options, 'connect'> & { connectTimeoutMs: number }

/**
 * Connections to a host, through its outbound proxy if it has one. Each is checked anew when it is made: a name that was
 * public when it was entered may point inward now. With `http2` over HTTP/2 where the host speaks it.
 */
export function createHttpAgent(host: HttpHost, { connectTimeoutMs, ...options }: Options): HttpAgent {
  const connect = (allowH2: boolean) => {
    const how = { timeout: connectTimeoutMs, allowH2 }
    return host.proxyUrl === null ? guardedConnector({ ...how, keepAlive: true }) : proxyConnector(host.proxyUrl, how)
  }
  const http1 = () => new Agent({ ...options, connect: connect(false) })
  if (!host.http2) return http1()
  return new Http2Agent({ origin: new URL(host.baseUrl).origin, connect: connect(true), http1 })
}
