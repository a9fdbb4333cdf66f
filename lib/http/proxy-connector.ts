import type { Socket } from 'node:net'
import { SocksClient } from 'socks'
import { buildConnector } from 'undici'
import { AppError } from '../errors'
import { guardedConnector, resolveAllowed } from './guarded-url'
import { type ProxyAddress, parseProxyUrl } from './proxy-url'

type Target = { host: string; port: number }

const maxHeadBytes = 16_384
const headEnd = '\r\n\r\n'

const failed = (reason: string) => new AppError('upstream_failed', `The outbound proxy ${reason}.`)

/** The way to the proxy itself, checked like every other connection. */
async function reachProxy(proxy: ProxyAddress, timeout: number): Promise<Socket> {
  const connect = guardedConnector({ timeout })
  const protocol = proxy.secure ? 'https:' : 'http:'
  return await new Promise((resolve, reject) => {
    const { hostname, port } = proxy
    connect({ hostname, host: hostname, port: String(port), protocol }, (error, socket) =>
      error ? reject(error) : resolve(socket),
    )
  })
}

function connectHead(proxy: ProxyAddress, target: Target): string {
  const host = target.host.includes(':') ? `[${target.host}]:${target.port}` : `${target.host}:${target.port}`
  const lines = [`CONNECT ${host} HTTP/1.1`, `Host: ${host}`]
  if (proxy.user !== null) {
    lines.push(`Proxy-Authorization: Basic ${Buffer.from(`${proxy.user}:${proxy.password}`).toString('base64')}`)
  }
  return `${lines.join('\r\n')}${headEnd}`
}

/** Reads up to the end of the proxy's answer; what comes behind it is the target's and is put back. */
async function readHead(socket: Socket): Promise<string> {
  return await new Promise((resolve, reject) => {
    let seen = Buffer.alloc(0)
    const stop = () => {
      socket.off('data', read).off('error', broken).off('close', closed)
      socket.pause()
    }
    const broken = (error: Error) => {
      stop()
      reject(error)
    }
    const closed = () => broken(failed('closed the connection'))
    const read = (chunk: Buffer) => {
      seen = Buffer.concat([seen, chunk])
      const end = seen.indexOf(headEnd)
      if (end < 0 && seen.length > maxHeadBytes) return broken(failed('answered with something that is not HTTP'))
      if (end < 0) return
      stop()
      const rest = seen.subarray(end + headEnd.length)
      if (rest.length > 0) socket.unshift(rest)
      resolve(seen.subarray(0, end).toString('latin1'))
    }
    socket.on('data', read).on('error', broken).on('close', closed)
  })
}

async function tunnelHttp(socket: Socket, proxy: ProxyAddress, target: Target): Promise<void> {
  socket.write(connectHead(proxy, target))
  const status = Number(/^HTTP\/1\.\d (\d{3})/.exec(await readHead(socket))?.[1])
  if (status === 407) throw failed('refuses its user or password (407)')
  if (status !== 200) throw failed(Number.isNaN(status) ? 'does not speak HTTP' : `refused the connection (${status})`)
}

async function tunnelSocks(socket: Socket, proxy: ProxyAddress, target: Target, timeout: number): Promise<void> {
  const login = proxy.user === null ? {} : { userId: proxy.user, password: proxy.password }
  await SocksClient.createConnection({
    proxy: { host: proxy.hostname, port: proxy.port, type: 5, ...login },
    command: 'connect',
    destination: target,
    existing_socket: socket,
    timeout,
  })
}

async function openTunnel(proxy: ProxyAddress, target: Target, timeout: number): Promise<Socket> {
  const socket = await reachProxy(proxy, timeout)
  const timer = setTimeout(() => socket.destroy(failed('did not answer in time')), timeout)
  try {
    if (proxy.kind === 'http') await tunnelHttp(socket, proxy, target)
    else await tunnelSocks(socket, proxy, target, timeout)
    return socket
  } catch (error) {
    socket.destroy()
    throw error
  } finally {
    clearTimeout(timer)
  }
}

/**
 * An undici connector through an outbound proxy (http, https or socks5). The target's name is resolved and checked here
 * and the proxy is told the address, so that neither the name nor the proxy can lead to a network that is off limits.
 */
export function proxyConnector(
  proxyUrl: string,
  options: { timeout: number; allowH2?: boolean },
): buildConnector.connector {
  const proxy = parseProxyUrl(proxyUrl)
  const secure = buildConnector(options)
  const tunnel = async ({ hostname, port, protocol }: buildConnector.Options) => {
    const host = await resolveAllowed(hostname)
    return await openTunnel(proxy, { host, port: Number(port) || (protocol === 'https:' ? 443 : 80) }, options.timeout)
  }
  return (target, callback) => {
    tunnel(target).then(
      (socket) => {
        socket.setNoDelay(true)
        if (target.protocol === 'https:') secure({ ...target, httpSocket: socket }, callback)
        else callback(null, socket)
      },
      (error: unknown) => callback(error instanceof Error ? error : failed('could not be used'), null),
    )
  }
}
