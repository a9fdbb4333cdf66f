import { flagSetting, numberSetting } from './definitions'

const second = 1_000
const minute = 60_000
const hour = 3_600_000
const day = 86_400_000
const mebibyte = 1_048_576

/** What decides about one request's way: slots, forwarding, cooldowns, relaying. A number is `[default, min, max]`. */
export const requestSettings = {
  slotLeaseTtlMs: numberSetting(
    'slots',
    'ms',
    [30 * second, 300, 10 * minute],
    'How long a slot lease lives without renewal.',
  ),
  slotRenewMs: numberSetting(
    'slots',
    'ms',
    [10 * second, 50, 5 * minute],
    'How often a process renews all its leases.',
  ),
  handOverConfirmMs: numberSetting(
    'slots',
    'ms',
    [2 * second, 20, minute],
    'How long a handed-over slot waits for its process before it passes on.',
  ),
  slotPollMs: numberSetting('slots', 'ms', [second, 20, minute], 'Safety net for a lost wake-up message.'),
  storeWarmUpMs: numberSetting(
    'slots',
    'ms',
    [10 * second, 0, 5 * minute],
    'How long only renewals are admitted after the slot store lost its memory.',
  ),
  waitTimeoutMs: numberSetting('slots', 'ms', [30 * second, 20, hour], 'Longest wait for a slot.'),
  maxWaiting: numberSetting('slots', 'calls', [20, 0, 100_000], 'Calls of one customer that may wait for a slot.'),
  poolMaxWaiting: numberSetting(
    'slots',
    'calls',
    [100, 0, 100_000],
    'Calls that may wait for the accounts of a new pool.',
  ),
  waitingCommentMs: numberSetting(
    'slots',
    'ms',
    [10 * second, 20, 10 * minute],
    'When a waiting stream is committed, and how often it gets a waiting comment.',
  ),
  stickyPatienceMs: numberSetting(
    'slots',
    'ms',
    [3 * second, 0, 10 * minute],
    'How long a session waits for its own account before any will do.',
  ),
  stickyTtlMs: numberSetting(
    'slots',
    'ms',
    [hour, 100, 7 * day],
    'How long a session stays bound to its account after its last use.',
  ),
  userConcurrencyLimit: numberSetting(
    'slots',
    'calls',
    [5, 0, 1_000_000],
    'Calls at once of a new user; 0 = unlimited.',
  ),
  accountConcurrencyLimit: numberSetting(
    'slots',
    'calls',
    [10, 0, 1_000_000],
    'Calls at once of a new upstream account; 0 = unlimited.',
  ),
  slotStoreFailClosed: flagSetting('slots', true, 'Refuse calls while the slot store is unreachable.'),

  connectTimeoutMs: numberSetting(
    'forwarding',
    'ms',
    [5 * second, 50, 2 * minute],
    'Connecting to an upstream, TLS included.',
  ),
  headerTimeoutStreamMs: numberSetting('forwarding', 'ms', [300 * second, 50, hour], 'Response headers of a stream.'),
  headerTimeoutJsonMs: numberSetting(
    'forwarding',
    'ms',
    [900 * second, 50, hour],
    'Response headers of a JSON answer.',
  ),
  streamIdleTimeoutMs: numberSetting(
    'forwarding',
    'ms',
    [180 * second, 50, hour],
    'Silence after which a stream is ended; a new pool starts with it.',
  ),
  maxSwitches: numberSetting('forwarding', 'switches', [3, 0, 20], 'Other accounts tried for one call.'),
  failoverWindowMs: numberSetting(
    'forwarding',
    'ms',
    [minute, 0, hour],
    'Time since the first attempt in which another may be started.',
  ),
  holdBackBytes: numberSetting(
    'forwarding',
    'bytes',
    [65_536, 0, mebibyte],
    'Start-up events held back so that they can still fail over.',
  ),
  holdBackMs: numberSetting('forwarding', 'ms', [2 * second, 0, minute], 'Longest time start-up events are held back.'),
  countTokensConcurrency: numberSetting('forwarding', 'calls', [5, 1, 10_000], 'Token counts at once per key.'),
  countTokensTimeoutMs: numberSetting('forwarding', 'ms', [10 * second, 50, 5 * minute], 'Longest token count.'),
  responseOwnerTtlMs: numberSetting(
    'forwarding',
    'ms',
    [30 * day, second, 365 * day],
    'How long an upstream response belongs to its customer and account.',
  ),

  cooldownCredentialsMs: numberSetting('cooldowns', 'ms', [10 * minute, 50, day], 'After 401, 402 or 403.'),
  credentialStrikes: numberSetting(
    'cooldowns',
    'refusals',
    [3, 1, 100],
    'Refused credentials in a row that set an account to error.',
  ),
  cooldownRateLimitMinMs: numberSetting(
    'cooldowns',
    'ms',
    [5 * second, 20, hour],
    'After a 429 that names no time; it doubles each time.',
  ),
  cooldownRateLimitMaxMs: numberSetting('cooldowns', 'ms', [5 * minute, 20, day], 'Longest growth of it.'),
  cooldownRetryAfterMaxMs: numberSetting(
    'cooldowns',
    'ms',
    [15 * minute, 20, day],
    'Most that is believed of a time named by the upstream.',
  ),
  cooldownOverloadedMinMs: numberSetting('cooldowns', 'ms', [minute, 20, hour], 'After 529; it doubles each time.'),
  cooldownOverloadedMaxMs: numberSetting('cooldowns', 'ms', [10 * minute, 20, day], 'Longest growth of it.'),
  breakerFailures: numberSetting(
    'cooldowns',
    'failures',
    [5, 1, 1_000],
    'Failures in the window that open an account’s breaker.',
  ),
  breakerWindowMs: numberSetting('cooldowns', 'ms', [30 * second, 50, hour], 'Window of the breaker.'),
  breakerOpenMs: numberSetting('cooldowns', 'ms', [30 * second, 50, hour], 'How long it stays open before one probe.'),

  keepAliveCommentMs: numberSetting(
    'relaying',
    'ms',
    [15 * second, 20, 10 * minute],
    'Silence after which a stream gets a keep-alive comment.',
  ),
  drainMs: numberSetting(
    'relaying',
    'ms',
    [30 * second, 0, 10 * minute],
    'How long an answer is read on after its caller left.',
  ),
  maxDrains: numberSetting('relaying', 'streams', [64, 0, 10_000], 'Such reads at once in a process.'),
  streamBufferBytes: numberSetting(
    'relaying',
    'bytes',
    [65_536, 1_024, 16 * mebibyte],
    'Memory for one stream’s unread bytes.',
  ),
  jsonHoldBytes: numberSetting(
    'relaying',
    'bytes',
    [mebibyte, 0, 64 * mebibyte],
    'JSON answers up to this are held until complete.',
  ),
  maxLineBytes: numberSetting('relaying', 'bytes', [16 * mebibyte, 1_024, 64 * mebibyte], 'Longest line of a stream.'),
} as const
