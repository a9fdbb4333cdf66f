import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { disableApiKey } from '@/lib/api-keys'
import { streamAuditCsv } from '@/lib/audit'
import { systemContext } from '@/lib/auth/actor-context'
import type { ActorContext } from '@/lib/auth/types'
import { closePool } from '@/lib/db/close-pool'
import { pool } from '@/lib/db/pg'
import { closePrisma, prisma } from '@/lib/db/prisma'
import { allRoutes } from '@/lib/management-api'
import { createUser, sendTestMail, startViewAs } from '@/lib/users'
import { useTestDatabase as giveTestDatabase } from '../../support/database'
import { setTestEnvironment } from '../../support/test-environment'
import { type Answer, callApi, testToken, uniqueName } from '../management-api/api-client'

const database = giveTestDatabase()
const mail = () => `${uniqueName('audit')}@example.com`
const soon = () => new Date(Date.now() + 3_600_000).toISOString()
const credential = { kind: 'api_key', apiKey: 'sk-audit-secret' }
const price = { inputNanoUsdPerMillion: '1000', outputNanoUsdPerMillion: '2000' }

/** What earlier steps made, by the name of its parameter. */
const ids: Record<string, string> = {}
const keep = (name: string) => (body: Record<string, unknown>) => {
  const [first] = Array.isArray(body['data']) ? body['data'] : [body]
  ids[name] = String(Object(first).id)
}

type Side = 'before' | 'after'
type Step = {
  body?: () => unknown
  /** What the entry must show; a change shows both. */
  shows: readonly Side[]
  done?: (body: Record<string, unknown>) => void
}
const made: readonly Side[] = ['after']
const changed: readonly Side[] = ['before', 'after']
const removed: readonly Side[] = ['before']

/** A change that works on every route of the management API, in an order in which each has what it needs. */
const steps: Readonly<Record<string, Step>> = {
  'POST /account-pools': {
    body: () => ({ name: uniqueName('p'), visibility: 'private' }),
    shows: made,
    done: keep('poolId'),
  },
  'PATCH /account-pools/{poolId}': { body: () => ({ maxWaiting: 7 }), shows: changed },
  'POST /upstream-accounts': {
    body: () => ({
      name: uniqueName('a'),
      protocol: 'openai',
      baseUrl: 'http://127.0.0.1:9/v1',
      credential,
      poolIds: [ids['poolId']],
    }),
    ...{ shows: made, done: keep('accountId') },
  },
  'PATCH /upstream-accounts/{accountId}': { body: () => ({ priority: 3 }), shows: changed },
  'POST /upstream-accounts/bulk': {
    body: () => ({ accountIds: [ids['accountId']], change: { priority: 4 } }),
    shows: changed,
  },
  'POST /upstream-accounts/{accountId}/clear-cooldown': { shows: [] },
  'POST /upstream-accounts/{accountId}/test': { body: () => ({}), shows: made },
  'PUT /upstream-accounts/{accountId}/cost-prices/{model}': { body: () => price, shows: made },
  'DELETE /upstream-accounts/{accountId}/cost-prices/{model}': { shows: removed },
  'POST /upstream-accounts/{accountId}/usage-imports': {
    body: () => ({ text: 'date,model,requests,input_tokens,output_tokens,cost\n2026-11-01,audited,1,10,10,0.01\n' }),
    shows: made,
  },
  'PUT /model-prices/{model}': { body: () => price, shows: made },
  'POST /users': { body: () => ({ email: mail() }), shows: made, done: keep('userId') },
  'PATCH /users/{userId}': { body: () => ({ concurrencyLimit: 2 }), shows: changed },
  'POST /users/{userId}/credits': { body: () => ({ amountNanoUsd: '5000', reason: 'audit' }), shows: changed },
  'POST /users/{userId}/reset-two-factor': { shows: [] },
  'POST /users/{userId}/sign-out': { shows: [] },
  'PUT /users/{userId}/pools': { body: () => ({ poolIds: [ids['poolId']] }), shows: changed },
  'POST /users/{userId}/api-keys': {
    body: () => ({ name: 'k', poolId: ids['poolId'] }),
    shows: made,
    done: keep('keyId'),
  },
  'PATCH /api-keys/{keyId}': { body: () => ({ name: 'renamed' }), shows: changed },
  'POST /api-keys/{keyId}/rotate': { body: () => ({ overlapSeconds: 0 }), shows: changed },
  'POST /api-keys/{keyId}/revoke': { shows: changed },
  'POST /plans': {
    body: () => ({ name: uniqueName('plan'), priceNanoUsd: '1000000000' }),
    shows: made,
    done: keep('planId'),
  },
  'PATCH /plans/{planId}': { body: () => ({ description: 'other' }), shows: changed },
  'POST /users/{userId}/subscriptions': {
    body: () => ({ planId: ids['planId'] }),
    shows: made,
    done: keep('subscriptionId'),
  },
  'POST /subscriptions/{subscriptionId}/cancel': { shows: changed },
  'POST /subscriptions/{subscriptionId}/resume': { shows: changed },
  'POST /redeem-codes': {
    body: () => ({ kind: 'credit', count: 2, amountNanoUsd: '1000', batch: 'audited' }),
    ...{ shows: made, done: keep('codeId') },
  },
  'POST /redeem-codes/{codeId}/disable': { shows: changed },
  'POST /redeem-codes/disable-batch': { body: () => ({ batch: 'audited' }), shows: made },
  'PATCH /settings': { body: () => ({ maxSwitches: 5 }), shows: changed },
  'POST /tokens': {
    body: () => ({ name: uniqueName('t'), scopes: ['users:read'] }),
    shows: made,
    done: keep('tokenId'),
  },
  'DELETE /tokens/{tokenId}': { shows: changed },
  'POST /alert-rules': {
    body: () => ({
      name: 'audited',
      metric: 'error_rate',
      operator: 'above',
      threshold: 1,
      notifyMail: true,
      mailTo: ['a@example.com'],
    }),
    ...{ shows: made, done: keep('ruleId') },
  },
  'PATCH /alert-rules/{ruleId}': { body: () => ({ threshold: 2 }), shows: changed },
  'POST /alert-rules/{ruleId}/test': { shows: made },
  'PATCH /alert-events/{eventId}': { body: () => ({ incidentTitle: 'Slow answers' }), shows: changed },
  'POST /alert-silences': { body: () => ({ severity: 'info', until: soon() }), shows: made, done: keep('silenceId') },
  'POST /alert-silences/{silenceId}/end': { shows: changed },
  'DELETE /alert-rules/{ruleId}': { shows: removed },
  'POST /announcements': { body: () => ({ title: 'T', body: 'B' }), shows: made, done: keep('announcementId') },
  'PATCH /announcements/{announcementId}': { body: () => ({ title: 'U' }), shows: changed },
  'DELETE /upstream-accounts/{accountId}': { shows: removed },
  'DELETE /account-pools/{poolId}': { shows: removed },
}

/** They change nothing, or are shown where their other half is at hand. */
const elsewhere = new Set([
  'POST /route/explain',
  'POST /alert-rules/preview',
  // tests/integration/management-api/price-import.test.ts, tests/integration/billing/purchases.test.ts
  'POST /model-prices/import',
  'POST /users/{userId}/purchases/{purchaseId}/refund',
])

/** Verbs without a route, and the action that each must leave behind. */
const panelVerbs: Readonly<Record<string, { action: string; act: () => Promise<unknown> }>> = {
  disableApiKey: {
    action: 'api_key.disable',
    act: async () => {
      const { body: made } = await callApi('POST', '/account-pools', { body: { name: uniqueName('p') } })
      const { body: key } = await callApi('POST', `/users/${ids['userId']}/api-keys`, {
        body: { name: 'k', poolId: made['id'] },
      })
      await disableApiKey(await staff(), String(key['id']), true)
    },
  },
  sendTestMail: { action: 'settings.test_mail', act: async () => await sendTestMail(await staff(), mail()) },
  startViewAs: {
    action: 'user.view_as_start',
    act: async () => await startViewAs(await staff(), ids['userId'] ?? '', ''),
  },
}
/** Of the same imports, but no change. */
const notVerbs = new Set(['normaliseBaseUrl', 'upstreamProtocolField'])

async function staff(): Promise<ActorContext> {
  const { id } = await createUser(systemContext('test'), { email: mail(), role: 'owner' })
  return { actor: { kind: 'admin', userId: id, role: 'owner' }, address: '192.0.2.7', requestId: '' }
}

async function take(name: string, { body, done }: Step): Promise<Answer> {
  const [method = '', route = ''] = name.split(' ')
  if (name.includes('{eventId}')) await addEvent()
  const path = route.replaceAll(/\{(\w+)\}/g, (_, key: string) =>
    key === 'model' ? 'audited' : (ids[key] ?? 'missing'),
  )
  const answer = await callApi(method, path, body === undefined ? {} : { body: body() })
  expect(answer.status, `${name}: ${JSON.stringify(answer.body)}`).toBeLessThan(300)
  done?.(answer.body)
  return answer
}

async function addEvent(): Promise<void> {
  ids['eventId'] = 'evt_audited'
  await pool().query(
    `INSERT INTO alert_events (id, rule_id, fired_at, value, label, last_value) VALUES ('evt_audited', $1, now(), 1, '', 1)`,
    [ids['ruleId']],
  )
}

beforeAll(() => {
  setTestEnvironment({ EMBEDDED_DATABASE_URL: database.url, MANAGEMENT_TOKEN: testToken })
})
afterAll(async () => {
  await closePrisma()
  await closePool()
})

describe('the audit log', () => {
  it('is asked about every route that changes something', () => {
    const changing = allRoutes
      .filter(({ description }) => description.method !== 'GET')
      .map(({ description }) => `${description.method} ${description.path.replace('/api/admin/v1', '')}`)
    expect([...Object.keys(steps), ...elsewhere].sort()).toEqual(changing.sort())
  })

  it.each(Object.entries(steps))('has an entry for %s with who, from where, before and after', async (name, step) => {
    const answer = await take(name, step)
    const requestId = answer.headers.get('x-request-id') ?? 'none'
    const entries = await prisma().auditEntry.findMany({ where: { requestId } })
    expect(entries.length, 'entries of this very call').toBeGreaterThan(0)
    for (const entry of entries) {
      expect(entry).toMatchObject({ actorKind: 'token', action: expect.stringMatching(/^\w+\.\w+$/) })
      expect(entry.subjectId).not.toBe('')
      for (const side of step.shows) expect(entry[side], side).not.toBeNull()
      if (step.shows.length === 2) expect(entry.before).not.toEqual(entry.after)
      expect(JSON.stringify(entry)).not.toContain('sk-audit-secret')
    }
  })

  it('is written by every verb that only the panel calls', async () => {
    const texts = Object.values(
      import.meta.glob<string>('/app/admin/**/*actions.ts', { query: '?raw', import: 'default', eager: true }),
    )
    const imports = texts.flatMap((text) => [...text.matchAll(/import \{([^}]*)\} from '@\/lib\/(?!auth)/g)])
    const names = imports.flatMap((match) => (match[1] ?? '').split(',')).map((name) => name.trim())
    const verbs = new Set(names.filter((name) => name !== '' && !/Input$|^type /.test(name)))
    const routes = Object.values(
      import.meta.glob<string>('/lib/management-api/*.ts', { query: '?raw', import: 'default', eager: true }),
    ).join('\n')
    const panelOnly = [...verbs].filter((verb) => !new RegExp(`\\b${verb}\\b`).test(routes))
    expect(panelOnly.filter((verb) => !notVerbs.has(verb)).sort()).toEqual(Object.keys(panelVerbs).sort())
    for (const { action, act } of Object.values(panelVerbs)) {
      await act()
      const entry = await prisma().auditEntry.findFirst({ where: { action }, orderBy: { id: 'desc' } })
      expect(entry, action).toMatchObject({ actorKind: 'user', address: '192.0.2.7', after: expect.anything() })
    }
    expect(verbs.size).toBeGreaterThan(25)
  })

  it('is searched by action and id, and exported whole with both sides', async () => {
    const id = ids['userId'] ?? ''
    const found = (await callApi('GET', `/audit?search=${id}`)).body['data']
    expect(Array.isArray(found) && found.length).toBeGreaterThan(3)
    const { email = '' } = (await prisma().user.findUnique({ where: { id } })) ?? {}
    expect((await callApi('GET', `/audit?search=${encodeURIComponent(email)}`)).body['data']).toEqual(found)
    const byAction = (await callApi('GET', '/audit?search=alert_rule')).body['data']
    expect(Array.isArray(byAction) && byAction.map((entry) => Object(entry).action)).toEqual(
      expect.arrayContaining(['alert_rule.create', 'alert_rule.update', 'alert_rule.delete']),
    )
    let csv = ''
    for await (const part of streamAuditCsv({})) csv += part
    expect(csv.trim().split('\n')[0]).toContain('before,after')
    expect(csv.trim().split('\n')).toHaveLength((await prisma().auditEntry.count()) + 1)
  })
})
