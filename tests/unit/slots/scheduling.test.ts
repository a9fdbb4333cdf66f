import { describe, expect, it } from 'vitest'
import { type CallNeeds, eligibleAccounts, explainRoute, sessionKeyOf } from '@/lib/scheduling'
import type { AccountLoad } from '@/lib/slots'
import type { UpstreamAccountConfig } from '@/lib/upstream-accounts'

function account(accountId: string, more: Partial<UpstreamAccountConfig> = {}): UpstreamAccountConfig {
  return {
    accountId,
    name: accountId,
    protocol: 'openai',
    apis: ['responses', 'chat'],
    baseUrl: 'https://upstream.test/v1',
    azure: null,
    http2: false,
    credentialKind: 'api_key' as const,
    concurrencyLimit: 10,
    priority: 50,
    models: [],
    modelMap: {},
    headerOverrides: {},
    shard: 's0',
    expiresAtMs: null,
    version: 1,
    secret: async () => 'secret',
    proxyUrl: null,
    ...more,
  }
}

const needs: CallNeeds = { protocol: 'openai', api: 'responses', model: 'gpt-5', hasPrice: () => true, nowMs: 1_000 }

describe('eligible accounts', () => {
  const named = (accounts: UpstreamAccountConfig[], more: Partial<CallNeeds> = {}) =>
    eligibleAccounts(accounts, { ...needs, ...more }).map((each) => [each.account.accountId, each.upstreamModel])

  it('are those that speak the protocol and API, serve the model by exact name or pattern, and have a price', () => {
    const accounts = [
      account('all'),
      account('exact', { models: ['gpt-5'] }),
      account('pattern', { models: ['gpt-*'] }),
      account('other', { models: ['gpt-5-mini', 'o*'] }),
      account('mapped', { models: ['none'], modelMap: { 'gpt-5': 'gpt-5-2026' } }),
      account('chat', { apis: ['chat'] }),
      account('anthropic', { protocol: 'anthropic', apis: [] }),
      account('expired', { expiresAtMs: 1_000 }),
      account('expiring', { expiresAtMs: 1_001 }),
    ]
    expect(named(accounts)).toEqual([
      ['all', 'gpt-5'],
      ['exact', 'gpt-5'],
      ['pattern', 'gpt-5'],
      ['mapped', 'gpt-5-2026'],
      ['expiring', 'gpt-5'],
    ])
    expect(named(accounts, { hasPrice: (name) => name === 'gpt-5-2026' })).toEqual([['mapped', 'gpt-5-2026']])
    expect(named(accounts, { protocol: 'anthropic', api: null })).toEqual([['anthropic', 'gpt-5']])
  })

  it('are not confused by models named like what objects inherit', () => {
    expect(named([account('exact', { models: ['gpt-5'] })], { model: 'constructor' })).toEqual([])
  })
})

describe('a session', () => {
  const hints = { promptCacheKey: null, user: null, seed: () => 'seed' }
  const header = (headers: Record<string, string>) => (name: string) => headers[name] ?? null

  it('is named by the first of the listed sources', () => {
    const sources = [
      sessionKeyOf(header({ 'session-id': 'x', 'thread-id': 'y' }), hints),
      sessionKeyOf(header({ 'session-id': 'x' }), { ...hints, promptCacheKey: 'cache' }),
    ]
    expect(sources[0]).toBe(sources[1])
    const others = [
      sessionKeyOf(header({}), { ...hints, promptCacheKey: 'x', user: 'x' }),
      sessionKeyOf(header({}), { ...hints, user: 'x' }),
      sessionKeyOf(header({}), { ...hints, seed: () => 'x' }),
    ]
    expect(new Set([...sources, ...others]).size).toBe(4)
  })
})

describe('an explained route', () => {
  const load = (accountId: string, more: Partial<AccountLoad> = {}): AccountLoad => ({
    ...{ accountId, running: 0, waiting: 0, loadRate: 0, pickedAtMs: null, state: 'ready', cause: null, reason: null },
    ...{ sinceMs: null, untilMs: null },
    models: [],
    ...more,
  })

  it('tells equals apart by who was picked least recently', () => {
    const accounts = [account('late'), account('early'), account('never')]
    const picked = [load('late', { pickedAtMs: 2_000.5 }), load('early', { pickedAtMs: 2_000.25 }), load('never')]
    const order = (loads: AccountLoad[]) => explainRoute(accounts, needs, loads).accounts.map((each) => each.accountId)
    expect(order(picked)).toEqual(['never', 'early', 'late'])
    expect(order([...picked.slice(0, 2), load('never', { loadRate: 10 })])).toEqual(['early', 'late', 'never'])
  })

  it('says who would be picked and why the others are not', () => {
    const accounts = [
      account('busy'),
      account('idle'),
      account('full', { priority: 1 }),
      account('cooling', { priority: 1 }),
      account('model', { priority: 1 }),
      account('gemini', { protocol: 'gemini' }),
    ]
    const explained = explainRoute(accounts, needs, [
      load('busy', { running: 5, loadRate: 50 }),
      load('full', { running: 10, loadRate: 100 }),
      load('cooling', { state: 'cooldown', cause: 'rate', untilMs: 5_000, reason: '429' }),
      load('model', { models: [{ model: 'gpt-5', untilMs: 6_000, cause: 'rate', reason: '429' }] }),
    ])
    expect(explained.wouldPick).toBe('idle')
    expect(explained.accounts.map((each) => [each.accountId, each.excluded, each.untilMs])).toEqual([
      ['idle', null, null],
      ['busy', null, null],
      ['cooling', 'cooldown', 5_000],
      ['model', 'model_cooldown', 6_000],
      ['full', 'full', null],
      ['gemini', 'protocol', null],
    ])
    expect(explainRoute([account('gemini', { protocol: 'gemini' })], needs, []).wouldPick).toBeNull()
  })
})
