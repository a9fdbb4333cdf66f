import { Cluster } from 'ioredis'
import type { RedisClient } from './client'

/**
 * Makes what a connection sends within one turn of the event loop leave as one write: call what this returns before each
 * command. A write of its own costs more than all else that a command does here. In a cluster commands leave one by one.
 */
export function writeTogether(client: RedisClient): () => void {
  if (client instanceof Cluster) return () => undefined
  let held: typeof client.stream | null = null
  return () => {
    const { stream } = client
    if (stream === held || !stream) return
    held = stream
    stream.cork()
    setImmediate(() => {
      if (held === stream) held = null
      stream.uncork()
    })
  }
}
