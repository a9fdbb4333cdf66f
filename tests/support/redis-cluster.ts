import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { startTestRedis, type TestRedis } from './redis'

export type TestRedisCluster = { nodes: { host: string; port: number }[]; stop(): Promise<void> }

const nodeCount = 3
const slotCount = 16_384
const formTimeoutMs = 30_000

async function join(servers: TestRedis[], clients: Redis[]): Promise<void> {
  const share = Math.ceil(slotCount / nodeCount)
  for (const [index, client] of clients.entries()) {
    const last = Math.min(slotCount, (index + 1) * share) - 1
    await client.call('CLUSTER', 'ADDSLOTSRANGE', String(index * share), String(last))
    await client.call('CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1))
  }
  for (const server of servers.slice(1)) await clients[0]?.call('CLUSTER', 'MEET', '127.0.0.1', String(server.port))
}

async function isFormed(client: Redis): Promise<boolean> {
  const info = String(await client.call('CLUSTER', 'INFO'))
  return info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${nodeCount}`)
}

async function waitUntilFormed(clients: Redis[]): Promise<void> {
  const deadline = Date.now() + formTimeoutMs
  for (;;) {
    const formed = await Promise.all(clients.map(isFormed))
    if (formed.every(Boolean)) return
    if (Date.now() > deadline) throw new Error('the Redis cluster did not form in time')
    await sleep(50)
  }
}

/** Starts a real Redis Cluster of three masters that share all slots, on free ports of 127.0.0.1. */
export async function startTestRedisCluster(): Promise<TestRedisCluster> {
  const flags = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000']
  const servers = await Promise.all(Array.from({ length: nodeCount }, async () => await startTestRedis({ flags })))
  const clients = servers.map((server) => new Redis(server.port, '127.0.0.1', { maxRetriesPerRequest: 2 }))
  try {
    await join(servers, clients)
    await waitUntilFormed(clients)
  } finally {
    for (const client of clients) client.disconnect()
  }
  return {
    nodes: servers.map((server) => ({ host: '127.0.0.1', port: server.port })),
    stop: async () => {
      await Promise.all(servers.map(async (server) => await server.stop()))
    },
  }
}
