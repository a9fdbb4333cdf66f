import type { Server } from 'node:http'

export interface RunningServer {
  readonly url: string
  close(): Promise<void>
}

const backlog = 4096
const keepAliveTimeoutMs = 120_000

/** Listens on 127.0.0.1 only; `close` also ends what is still open. */
export function listenLocally(server: Server, port: number): Promise<RunningServer> {
  // Longer than any client's keep-alive, so that the client always closes first.
  server.keepAliveTimeout = keepAliveTimeoutMs
  server.requestTimeout = 0
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host: '127.0.0.1', backlog }, () => {
      server.off('error', reject)
      const address = server.address()
      const bound = typeof address === 'object' && address ? address.port : port
      resolve({ url: `http://127.0.0.1:${bound}`, close: () => closeServer(server) })
    })
  })
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
