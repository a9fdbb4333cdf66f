import { createHash } from 'node:crypto'
import { isRedisReady, type RedisClient, type RedisKey } from '../../redis'
import { StoreUnavailableError } from '../store'
import { scriptTexts } from './script-texts'

export type ScriptName = keyof typeof scriptTexts

/** What scripts answer with: numbers, texts and lists of them. */
export type Reply = number | string | null | Reply[]

/** The keys carry one hash tag where the store is a cluster; a script's name ends with their number. */
export type ScriptRunner = (name: ScriptName, keys: readonly RedisKey[], command: object) => Promise<Reply[]>

type Script = { text: string; sha: string }

const storeTime = 'local now = storeTimeMs()'
const givenTime = 'local now = tonumber(ARGV[2])'
const readyTimeoutMs = 1_000

function loadScripts(isClockGiven: boolean): Map<ScriptName, Script> {
  const scripts = new Map<ScriptName, Script>()
  for (const [name, source] of Object.entries(scriptTexts)) {
    const text = isClockGiven ? source.replace(storeTime, givenTime) : source
    const sha = createHash('sha1').update(text).digest('hex')
    scripts.set(name as ScriptName, { text, sha })
  }
  return scripts
}

function isNotLoaded(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT')
}

/** A fault of ours is thrown as it is; all else means that the store can't be asked now. */
export function toUnavailable(error: unknown): Error {
  const message = error instanceof Error ? error.message : 'unknown'
  const isOurFault =
    error instanceof Error &&
    /^(ERR |WRONGTYPE|@?user_script)/.test(message) &&
    !/loading|max number|OOM/i.test(message)
  return isOurFault ? error : new StoreUnavailableError(message)
}

/**
 * Runs scripts by their hash, one round trip each; the text is sent once per server.
 * `clock` is for tests, which compare both stores' answers at the same instants: without it time is the server's own.
 */
export function createScriptRunner(client: RedisClient, clock?: () => number): ScriptRunner {
  const scripts = loadScripts(clock !== undefined)
  return async (name, keys, command) => {
    const script = scripts.get(name)
    if (!script) throw new Error(`invariant broken: no script ${name}`)
    if (client.status !== 'ready' && !(await isRedisReady(client, readyTimeoutMs))) {
      throw new StoreUnavailableError('not connected')
    }
    const args = [keys.length, ...keys, JSON.stringify(command), ...(clock ? [clock()] : [])] as const
    try {
      const reply = await client.evalsha(script.sha, ...args).catch(async (error: unknown) => {
        if (!isNotLoaded(error)) throw error
        return await client.eval(script.text, ...args)
      })
      return Array.isArray(reply) ? reply : [reply as Reply]
    } catch (error) {
      throw toUnavailable(error)
    }
  }
}
