import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import { env } from '../env'
import { AppError } from '../errors'
import { addressBucket, isLocalNetworkAddress } from '../http/address'
import { processState } from '../process-state'
import { redisClient } from '../redis'

/** What people can try, how often, in how many seconds. */
export const limits = {
  /** Wrong passwords from one address. */
  signInAddress: { points: 50, duration: 900 },
  /** Wrong passwords for one account. */
  signInAccount: { points: 10, duration: 900 },
  /** Wrong second factors of one account. */
  twoFactor: { points: 8, duration: 900 },
  signUpAddress: { points: 20, duration: 3_600 },
  /** Mails that strangers can cause to one address. */
  mailAccount: { points: 6, duration: 3_600 },
  mailAddress: { points: 40, duration: 3_600 },
  /** Codes mailed to confirm one address: the next one after a minute. */
  resendPause: { points: 1, duration: 60 },
  /** Wrong codes from mails, over all codes of one account. */
  mailCode: { points: 20, duration: 3_600 },
  /** Calls from the playground, before the limits of the key itself. */
  playground: { points: 60, duration: 60 },
  /** Codes tried by one person: what can be redeemed can't be guessed. */
  redeemCode: { points: 20, duration: 3_600 },
  /** Everything that one signed-in person, one address without a session or one member of the staff sends. */
  customerAction: { points: 240, duration: 60 },
  publicAction: { points: 60, duration: 60 },
  adminAction: { points: 600, duration: 60 },
} as const

export type LimitName = keyof typeof limits

const commandTimeoutMs = 1_000

function createLimiter(name: LimitName): RateLimiterMemory | RateLimiterRedis {
  const options = { ...limits[name], keyPrefix: `turnpike-limit-${name}` }
  const url = env().REDIS_URL
  const memory = new RateLimiterMemory(options)
  if (url === undefined) return memory
  const storeClient = redisClient({ url, name: 'limits', whileAway: 'fail', commandTimeoutMs })
  // While Redis is away each process counts for itself: weaker, but nobody is locked out and nothing is unlimited.
  return new RateLimiterRedis({ ...options, storeClient, insuranceLimiter: memory })
}

const limiter = (name: LimitName) => processState(`limiter:${name}`, () => createLimiter(name))

/** Counts one try; throws rate_limited with the time to wait when there were too many. */
export async function consumeLimit(name: LimitName, subject: string): Promise<void> {
  try {
    await limiter(name).consume(subject)
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused
    const retryAfterSeconds = Math.max(1, Math.ceil(refused.msBeforeNext / 1000))
    throw new AppError('rate_limited', 'Too many tries. Wait a while and try again.', { retryAfterSeconds })
  }
}

/** Counts one try of an address; a private one that may be a proxy in front of everybody isn't counted. */
export async function consumeAddressLimit(name: LimitName, address: string): Promise<void> {
  if (env().TRUSTED_PROXIES.length === 0 && isLocalNetworkAddress(address)) return
  await consumeLimit(name, addressBucket(address))
}

/** Forgets the tries of a subject after a success. */
export async function forgiveLimit(name: LimitName, subject: string): Promise<void> {
  await limiter(name).delete(subject)
}
