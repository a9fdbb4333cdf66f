import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/close-pool'
import { closePrisma, prisma } from '@/lib/db/prisma'
import { useTestDatabase as giveTestDatabase } from '../../support/database'
import { setTestEnvironment } from '../../support/test-environment'
import { callApi, expectStatus, testToken, uniqueName } from './api-client'

const database = giveTestDatabase()
const secret = 'a webhook secret nobody else may see'

beforeAll(() => {
  setTestEnvironment({ EMBEDDED_DATABASE_URL: database.url, MANAGEMENT_TOKEN: testToken })
})

afterAll(async () => {
  await closePrisma()
  await closePool()
})

const ruleBody = (fields: Record<string, unknown> = {}) => ({
  ...{ name: uniqueName('rule'), metric: 'disk_free', operator: 'below', threshold: 10, ...fields },
})
const makeRule = async (fields: Record<string, unknown> = {}) =>
  await expectStatus(201, callApi('POST', '/alert-rules', { body: ruleBody(fields) }))

const fieldErrorsOf = (body: Record<string, unknown>) => Object(Object(body['error'])['fieldErrors'])

describe('alert rules', () => {
  it('are made, read, changed and removed, each change with its before and after in the audit log', async () => {
    const made = await makeRule({ severity: 'critical', forSeconds: 60, mailTo: ['Ops@Example.com'] })
    const id = String(made['id'])
    expect(made).toMatchObject({ severity: 'critical', windowSeconds: 300, mailTo: ['ops@example.com'], version: 1 })
    const change = { threshold: 5, version: 1 }
    expect(await expectStatus(200, callApi('PATCH', `/alert-rules/${id}`, { body: change }))).toMatchObject({
      ...{ threshold: 5, version: 2 },
    })
    expect((await callApi('PATCH', `/alert-rules/${id}`, { body: change })).status).toBe(409)
    expect((await callApi('POST', '/alert-rules', { body: ruleBody({ name: made['name'] }) })).status).toBe(409)
    await expectStatus(200, callApi('DELETE', `/alert-rules/${id}`))
    expect((await callApi('GET', `/alert-rules/${id}`)).status).toBe(404)
    const audit = await prisma().auditEntry.findMany({ where: { subjectId: id }, orderBy: { id: 'asc' } })
    expect(audit.map(({ action }) => action)).toEqual(['alert_rule.create', 'alert_rule.update', 'alert_rule.delete'])
    expect(audit[1]).toMatchObject({ before: { threshold: 10 }, after: { threshold: 5 } })
  })

  it('keep their webhook’s secret encrypted and to themselves', async () => {
    const made = await makeRule({ webhookUrl: 'http://127.0.0.1:9/hook', webhookSecret: secret })
    expect(made).toMatchObject({ hasWebhookSecret: true })
    const listed = await expectStatus(200, callApi('GET', '/alert-rules'))
    const stored = await prisma().alertRule.findMany()
    const audit = await prisma().auditEntry.findMany()
    expect(JSON.stringify([made, listed, stored, audit])).not.toContain(secret)
    expect(stored.some((row) => row.webhookSecretCipher?.startsWith('v1:'))).toBe(true)
    const elsewhere = { webhookUrl: 'http://127.0.0.1:9/other' }
    const moved = await callApi('PATCH', `/alert-rules/${made['id']}`, { body: elsewhere })
    expect([moved.status, Object.keys(fieldErrorsOf(moved.body))]).toEqual([400, ['webhookSecret']])
    const none = { webhookUrl: null }
    expect(await expectStatus(200, callApi('PATCH', `/alert-rules/${made['id']}`, { body: none }))).toMatchObject({
      ...{ hasWebhookSecret: false, webhookUrl: null },
    })
  })

  it.each([
    [{ filters: { poolId: 'pool_x' } }, 'filters.poolId'],
    [{ metric: 'upstream_budget_left' }, 'filters.budgetNanoUsd'],
    [{ isPublic: true }, 'publicTitle'],
    [{ webhookUrl: 'https://example.com/hook' }, 'webhookSecret'],
    [{ webhookUrl: 'ftp://example.com', webhookSecret: secret }, 'webhookUrl'],
    [{ webhookUrl: 'https://user:pass@example.com', webhookSecret: secret }, 'webhookUrl'],
    [{ metric: 'gut_feeling' }, 'metric'],
    [{ windowSeconds: 0 }, 'windowSeconds'],
  ])('refuse %j with a sentence for %s', async (fields, name) => {
    const { status, body } = await callApi('POST', '/alert-rules', { body: ruleBody(fields) })
    expect(status).toBe(400)
    expect(Object.keys(fieldErrorsOf(body))).toContain(name)
  })

  it.each([
    'http://127.0.0.1/x',
    'http://[::1]/',
    'http://169.254.169.254/latest',
    'http://10.0.0.7/',
    'http://localhost/',
  ])('outside of local mode don’t call %s', async (webhookUrl) => {
    setTestEnvironment({
      ...{ HOST: '0.0.0.0', PUBLIC_URL: 'https://turnpike.example.com', SIGN_UP: 'closed' },
    })
    try {
      const { status, body } = await callApi('POST', '/alert-rules', {
        body: ruleBody({ webhookUrl, webhookSecret: secret }),
      })
      expect([status, Object.keys(fieldErrorsOf(body))]).toEqual([400, ['webhookUrl']])
    } finally {
      setTestEnvironment({ HOST: undefined, PUBLIC_URL: undefined, SIGN_UP: undefined })
    }
  })

  it('show the present number of a metric and send a test', async () => {
    const preview = await expectStatus(
      200,
      callApi('POST', '/alert-rules/preview', { body: { metric: 'database_size' } }),
    )
    expect(preview).toMatchObject({ unit: 'gibibytes', error: null, readings: [{ label: 'database' }] })
    const rule = await makeRule({ notifyMail: false })
    expect((await callApi('POST', `/alert-rules/${rule['id']}/test`, {})).status).toBe(409)
  })
})

describe('silences and events', () => {
  it('are made and ended, and refuse to name two things', async () => {
    const rule = await makeRule()
    const until = new Date(Date.now() + 3_600_000).toISOString()
    const body = { ruleId: rule['id'], until, reason: 'maintenance' }
    const made = await expectStatus(201, callApi('POST', '/alert-silences', { body }))
    expect((await callApi('POST', '/alert-silences', { body: { ...body, severity: 'info' } })).status).toBe(400)
    expect((await callApi('POST', '/alert-silences', { body: { ...body, ruleId: 'rule_none' } })).status).toBe(404)
    const ended = await expectStatus(200, callApi('POST', `/alert-silences/${made['id']}/end`, {}))
    expect(new Date(String(ended['until'])).getTime()).toBeLessThan(Date.now() + 1)
    expect((await expectStatus(200, callApi('GET', '/alert-silences')))['data']).toHaveLength(1)
  })

  it('are listed by state with cursor pages, and an incident’s words can be changed', async () => {
    const rule = await makeRule()
    const ruleId = String(rule['id'])
    const event = (id: string, resolvedAt: Date | null) => ({ id, ruleId, label: id, value: 1, resolvedAt })
    await prisma().alertEvent.createMany({ data: [event('alert_1', new Date()), event('alert_2', null)] })
    const page = await expectStatus(200, callApi('GET', `/alert-events?ruleId=${ruleId}&limit=1`))
    expect(page).toMatchObject({ data: [{ id: 'alert_2', ruleName: rule['name'] }], nextCursor: 'alert_2' })
    const open = await expectStatus(200, callApi('GET', `/alert-events?ruleId=${ruleId}&state=resolved`))
    expect(open['data']).toMatchObject([{ id: 'alert_1' }])
    const body = { incidentTitle: 'Slow', incidentText: 'We look into it.' }
    expect(await expectStatus(200, callApi('PATCH', '/alert-events/alert_2', { body }))).toMatchObject(body)
  })

  it('need their scopes', async () => {
    const fields = { name: uniqueName('t'), scopes: ['alerts:read'] }
    const token = String((await expectStatus(201, callApi('POST', '/tokens', { body: fields })))['token'])
    expect((await callApi('GET', '/alert-events', { token })).status).toBe(200)
    expect((await callApi('POST', '/alert-rules', { token, body: ruleBody() })).status).toBe(403)
  })
})
