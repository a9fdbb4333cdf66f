import { Cluster } from 'ioredis'
import type { RedisClient } from './client'

/** Makes all commands that `work` sends leave as one write: a write of its own costs more than all else that a command does here. In a cluster commands leave one by one. */
export function writeTogether(client: RedisClient, work: () => void): void {
  const stream = client instanceof Cluster ? null : client.stream
  stream?.cork()
  try {
    work()
  } finally {
    stream?.uncork()
  }
}
