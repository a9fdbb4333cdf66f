import pino, { type Logger } from 'pino'
import { isoText } from './iso-text'
import { shared } from './process-state'

/** Field paths that never reach a log line, whoever passes them. */
const redactedPaths = [
  'apiKey',
  'password',
  'secret',
  'token',
  'credential',
  'authorization',
  'cookie',
  'headers.authorization',
  'headers.cookie',
  'headers["x-api-key"]',
  'headers["x-goog-api-key"]',
  '*.apiKey',
  '*.password',
  '*.secret',
  '*.token',
  '*.credential',
  '*.authorization',
]

/** The longest that a line waits for company. */
const flushMs = 100

let lastMs = -1
let lastText = ''

/** pino's own isoTime, whose text is made once for the lines of a millisecond. */
function isoTime(): string {
  const nowMs = Date.now()
  if (nowMs !== lastMs) {
    lastMs = nowMs
    lastText = `,"time":"${isoText(nowMs)}"`
  }
  return lastText
}

const destination = shared('logger.destination', () =>
  // Lines of a moment go out together: each write wakes a thread. What is left at the end is written before the exit.
  pino.destination({ dest: 1, sync: false, minLength: 12_288, periodicFlush: flushMs }),
)

/** The process's structured log (JSON lines on standard output); secrets in known fields are masked. */
export const logger = shared('logger', (): Logger => {
  const redact = { paths: redactedPaths, censor: '[redacted]' }
  return pino({ level: 'info', base: null, redact, timestamp: isoTime }, destination())
})

/** The same log without the search for secrets: for lines of every call, whose fields are all our own. */
export const plainLogger = shared('logger.plain', (): Logger => logger().child({}, { redact: [] }))

/** The fields of the line that each answered call leaves. */
export type CallLine = {
  requestId: string
  path: string
  status: string
  /** Our code of the error that came inside its answer. */
  code: string | null
  accountId: string | null
  attempts: number
  queueMs: number
  ms: number
}

const needsNoEscape = /^[\w./:-]*$/

function text(value: string): string {
  return needsNoEscape.test(value) ? `"${value}"` : JSON.stringify(value)
}

/** The line of an answered call, as `plainLogger().info(fields, 'call')` would write it and without the search for its shape. */
export function logCall(line: CallLine): void {
  if (!plainLogger().isLevelEnabled('info')) return
  const code = line.code === null ? '' : `,"code":${text(line.code)}`
  const account = line.accountId === null ? '' : `,"accountId":${text(line.accountId)}`
  destination().write(
    `{"level":30${isoTime()},"requestId":${text(line.requestId)},"path":${text(line.path)},"status":"${line.status}"${code}${account},"attempts":${line.attempts},"queueMs":${line.queueMs},"ms":${line.ms},"msg":"call"}\n`,
  )
}

/** Sets the level for the whole process; called once at start with the validated environment. */
export function setLogLevel(level: string): void {
  logger().level = level
  plainLogger().level = level
}
