import { amountSetting, choiceSetting, flagSetting, listSetting, numberSetting, textSetting } from './definitions'

const second = 1_000
const minute = 60_000
const hour = 3_600_000
const day = 86_400_000
const mebibyte = 1_048_576
const usd = 1_000_000_000n

/** What decides about the service as a whole: limits, keys, money, accounts, branding. A number is `[default, min, max]`. */
export const serviceSettings = {
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
    [30 * second, 10 * second, 10 * minute],
    'Silence after which a process counts as gone and its holds are settled.',
  ),
  databaseOutageNanoUsd: amountSetting(
    'money',
    [usd, 0n, 1_000n * usd],
    'What one running call may cost without the database.',
  ),
  minTopUpNanoUsd: amountSetting('money', [5n * usd, usd / 2n, 10_000n * usd], 'Smallest purchase of credit.'),
  maxTopUpNanoUsd: amountSetting('money', [5_000n * usd, usd, 1_000_000n * usd], 'Largest purchase of credit.'),
  stripeAutomaticTax: flagSetting(
    'money',
    false,
    'Stripe adds tax to purchases by the customer’s address; tax never becomes credit.',
  ),
  signUpCreditNanoUsd: amountSetting('money', [0n, 0n, 1_000n * usd], 'Promotional credit of a new customer.'),
  supportCreditLimitNanoUsd: amountSetting(
    'money',
    [50n * usd, 0n, 1_000_000n * usd],
    'Credit that one person with the role support may give within 24 hours.',
  ),
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
