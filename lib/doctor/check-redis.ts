import { Redis } from 'ioredis'
import type { Env } from '../env'
import { failed, ok, reasonOf, skipped, warning } from './finding'
import type { Finding } from './types'

const timeoutMs = 5_000
const maxSkewMs = 1_000
const minMajor = 7

const infoField = (info: string, name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? ''

async function look(redis: Redis): Promise<Finding[]> {
  await redis.connect()
  const begun = performance.now()
  const [seconds, micros] = await redis.time()
  const tookMs = performance.now() - begun
  const info = await redis.info()
  const skewMs = Math.round(Number(seconds) * 1_000 + Number(micros) / 1_000 - (Date.now() - tookMs / 2))
  const version = infoField(info, 'redis_version')
  const policy = infoField(info, 'maxmemory_policy')
  return [
    Number(version.split('.')[0]) < minMajor
      ? failed('redis', `Redis ${version} is too old`, 'Use Redis 7.0 or later.')
      : ok('redis', `Redis ${version}, answers in ${tookMs.toFixed(1)} ms`),
    ...(policy !== '' && policy !== 'noeviction'
      ? [
          warning(
            'redis',
            `maxmemory-policy is ${policy}: leases may be thrown out`,
            'Set maxmemory-policy noeviction.',
          ),
        ]
      : []),
    ...(Math.abs(skewMs) > maxSkewMs
      ? [failed('clock', `Redis's clock differs by ${skewMs} ms`, 'Run NTP (chrony, timesyncd) on both machines.')]
      : []),
  ]
}

/** The slot store, when it is Redis: reachable, new enough, keeping its keys, on time. */
export async function checkRedis({ REDIS_URL }: Env): Promise<Finding[]> {
  if (REDIS_URL === undefined) return [skipped('redis', 'not used: slots live in the one process')]
  const redis = new Redis(REDIS_URL, {
    ...{ lazyConnect: true, connectTimeout: timeoutMs, commandTimeout: timeoutMs },
    ...{ maxRetriesPerRequest: 0, retryStrategy: () => null },
  })
  let reason = ''
  redis.on('error', (error: Error) => {
    reason = reasonOf(error)
  })
  try {
    return await look(redis)
  } catch (error) {
    return [
      failed(
        'redis',
        `can't be reached: ${reason || reasonOf(error)}`,
        'Check REDIS_URL, the network and its password.',
      ),
    ]
  } finally {
    redis.disconnect()
  }
}
