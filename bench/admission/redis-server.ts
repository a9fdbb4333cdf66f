import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'

export type BenchRedis = { url: string /** Script calls so far. */; scripts(): Promise<number>; stop(): Promise<void> }

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** An empty redis-server of the run's own; throws when none is installed. */
export async function startRedis(): Promise<BenchRedis> {
  if (spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status !== 0) {
    throw new Error('redis-server is not installed: this measures the store that several machines share')
  }
  const port = await freePort()
  const flags = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const child = spawn('redis-server', flags, { stdio: 'ignore' })
  const client = new Redis(port, '127.0.0.1', { maxRetriesPerRequest: null })
  client.on('error', () => undefined)
  for (let i = 0; i < 100 && client.status !== 'ready'; i++) await sleep(50)
  return {
    url: `redis://127.0.0.1:${port}`,
    async scripts() {
      const stats = await client.info('commandstats')
      const calls = (name: string) => Number(new RegExp(`cmdstat_${name}:calls=(\\d+)`).exec(stats)?.[1] ?? 0)
      return calls('evalsha') + calls('eval')
    },
    async stop() {
      client.disconnect()
      child.kill()
      await once(child, 'exit')
    },
  }
}
