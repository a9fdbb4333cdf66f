import { amountSetting, choiceSetting, flagSetting, listSetting, numberSetting, textSetting } from './definitions'

const second = 1_000
const minute = 60_000
const hour = 3_600_000
const day = 86_400_000
const mebibyte = 1_048_576
const usd = 1_000_000_000n

/**
 * Every setting that an operator can change while the program runs. A number is `[default, min, max]`;
 * minimums are low enough for tests to reach a limit quickly.
 */
export const settingsTable = {
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

  bodyLimitBytes: numberSetting(
    'limits',
    'bytes',
    [32 * mebibyte, 1_024, 256 * mebibyte],
    'Largest request body, also decoded.',
  ),
  bodyTimeoutMs: numberSetting('limits', 'ms', [minute, 100, hour], 'Silence of a caller who is sending a body.'),
  maxInFlight: numberSetting('limits', 'calls', [10_000, 1, 1_000_000], 'Calls at once in one process.'),
  shutdownGraceMs: numberSetting('limits', 'ms', [minute, 0, hour], 'What running streams get after a stop signal.'),
  keepAliveTimeoutMs: numberSetting('limits', 'ms', [75 * second, 100, hour], 'Idle connections of callers.'),
  databaseOutageMs: numberSetting(
    'limits',
    'ms',
    [minute, 0, hour],
    'How long running calls go on without the database.',
  ),
  reserveOutputTokens: numberSetting(
    'limits',
    'tokens',
    [4_096, 0, 1_000_000],
    'Most output that the token rate windows reserve.',
  ),

  keyCacheMs: numberSetting('keys', 'ms', [15 * second, 0, 10 * minute], 'How long a known key is believed.'),
  keyNegativeCacheMs: numberSetting(
    'keys',
    'ms',
    [5 * second, 0, 10 * minute],
    'How long an unknown key is remembered.',
  ),
  keyCacheEntries: numberSetting('keys', 'keys', [50_000, 10, 10_000_000], 'Keys remembered by one process.'),
  badKeyLimit: numberSetting('keys', 'keys', [120, 1, 1_000_000], 'Bad keys from one address before it is blocked.'),
  badKeyWindowMs: numberSetting('keys', 'ms', [minute, 50, day], 'Window in which they are counted.'),
  badKeyBlockMs: numberSetting('keys', 'ms', [minute, 50, day], 'How long it is blocked.'),

  checkpointMs: numberSetting(
    'money',
    'ms',
    [second, 50, 30 * second],
    'How often running streams are checkpointed and their holds grown.',
  ),
  holdOutputTokens: numberSetting(
    'money',
    'tokens',
    [4_096, 1, 1_000_000],
    'Output a hold starts with where it can grow.',
  ),
  processLeaseMs: numberSetting(
    'money',
    'ms',
    [30 * second, 500, 10 * minute],
    'Silence after which a process counts as gone and its holds are settled.',
  ),
  databaseOutageNanoUsd: amountSetting(
    'money',
    [usd, 0n, 1_000n * usd],
    'What one running call may cost without the database.',
  ),
  minTopUpNanoUsd: amountSetting('money', [5n * usd, usd / 2n, 10_000n * usd], 'Smallest purchase of credit.'),
  maxTopUpNanoUsd: amountSetting('money', [5_000n * usd, usd, 1_000_000n * usd], 'Largest purchase of credit.'),
  signUpCreditNanoUsd: amountSetting('money', [0n, 0n, 1_000n * usd], 'Promotional credit of a new customer.'),
  lowBalanceNanoUsd: amountSetting(
    'money',
    [5n * usd, 0n, 100_000n * usd],
    'Balance below which a customer gets a mail.',
  ),

  signUp: choiceSetting(
    'accounts',
    'environment',
    ['environment', 'open', 'invite', 'closed'],
    'Who may make an account; `environment` = the SIGN_UP variable.',
  ),
  requireVerifiedEmail: flagSetting('accounts', true, 'Keys can be minted only after the mail address is confirmed.'),
  allowedMailDomains: listSetting('accounts', 200, 'Mail domains that may sign up; empty = all.'),
  sessionDays: numberSetting('accounts', 'days', [30, 1, 365], 'How long a sign-in lasts.'),
  maxKeysPerUser: numberSetting('accounts', 'keys', [100, 1, 100_000], 'Keys of one customer that aren’t revoked.'),
  usageRetentionMonths: numberSetting('accounts', 'months', [24, 1, 600], 'How long usage records are kept.'),

  brandName: textSetting('branding', 'Turnpike', 60, 'Name shown in pages and mails.'),
  supportEmail: textSetting('branding', '', 254, 'Address shown where people need help.'),
  termsText: textSetting('branding', '', 100_000, 'Terms of service, Markdown.'),
  privacyText: textSetting('branding', '', 100_000, 'Privacy policy, Markdown.'),
} as const

export type SettingName = keyof typeof settingsTable

/** Whether a text is the name of a setting. */
export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(settingsTable, name)
}

export const settingNames: readonly SettingName[] = Object.keys(settingsTable).filter(isSettingName)
