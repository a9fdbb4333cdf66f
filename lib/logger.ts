import pino, { type Logger } from 'pino'
import { processState } from './process-state'

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
    lastText = `,"time":"${new Date(nowMs).toISOString()}"`
  }
  return lastText
}

/** The process's structured log (JSON lines on standard output); secrets in known fields are masked. */
export function logger(): Logger {
  return processState('logger', () =>
    pino(
      {
        level: 'info',
        base: null,
        redact: { paths: redactedPaths, censor: '[redacted]' },
        timestamp: isoTime,
      },
      // Lines of a moment go out together: each write wakes a thread. What is left at the end is written before the exit.
      pino.destination({ dest: 1, sync: false, minLength: 4096, periodicFlush: flushMs }),
    ),
  )
}

/** The same log without the search for secrets: for lines of every call, whose fields are all our own. */
export function plainLogger(): Logger {
  return processState('logger.plain', () => logger().child({}, { redact: [] }))
}

/** Sets the level for the whole process; called once at start with the validated environment. */
export function setLogLevel(level: string): void {
  logger().level = level
  plainLogger().level = level
}
