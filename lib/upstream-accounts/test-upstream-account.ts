import { z } from 'zod'
import { writeAudit } from '../audit'
import { assertMay } from '../auth/assert-may'
import type { ActorContext } from '../auth/types'
import { prisma } from '../db/prisma'
import { AppError } from '../errors'
import { textField } from '../http/fields'
import { assertAllowedUrl } from '../http/guarded-url'
import type { HttpAgent } from '../http/http-agent'
import { toAccountConfig } from './account-config'
import { accountNotFound } from './change-upstream-account'
import { classifyTestAnswer } from './classify-test-answer'
import { configuredTestModel, firstListedModel, modelsRequest, testRequest } from './test-request'
import type { UpstreamAccountConfig } from './types'
import { describeCallError, openAgent, sendUpstream } from './upstream-call'

export const testUpstreamAccountInput = z.strictObject({ model: textField().optional() })
export type TestUpstreamAccountInput = z.infer<typeof testUpstreamAccountInput>

const stepView = z.object({
  name: z.enum(['address', 'credential', 'model', 'call']),
  ok: z.boolean(),
  durationMs: z.number(),
  detail: z.string(),
})
export const accountTestView = z.object({
  ok: z.boolean(),
  outcome: z.string(),
  status: z.number().int().nullable(),
  model: z.string().nullable(),
  latencyMs: z.number().nullable(),
  message: z.string(),
  steps: z.array(stepView),
})
export type AccountTest = z.infer<typeof accountTestView>
export type AccountTestStep = z.infer<typeof stepView>

const shownCharacters = 300

type Run = { steps: AccountTestStep[]; onStep: (step: AccountTestStep) => void }

async function step<T>(
  run: Run,
  name: AccountTestStep['name'],
  work: () => Promise<[detail: string, value: T]>,
): Promise<T> {
  const startedMs = performance.now()
  const note = (ok: boolean, detail: string) => {
    const done = { name, ok, durationMs: Math.round(performance.now() - startedMs), detail }
    run.steps.push(done)
    run.onStep(done)
  }
  try {
    const [detail, value] = await work()
    note(true, detail)
    return value
  } catch (error) {
    note(false, describeCallError(error))
    throw error
  }
}

async function chooseModel(account: UpstreamAccountConfig, secret: string, agent: HttpAgent): Promise<string> {
  const configured = configuredTestModel(account)
  if (configured !== null) return configured
  const { status, text } = await sendUpstream(agent, modelsRequest(account, secret))
  if (classifyTestAnswer(status, text) !== 'ok') {
    throw new AppError('upstream_failed', `The list of models was answered with ${status}. Name a model to test with.`)
  }
  return firstListedModel(JSON.parse(text))
}

async function runTest(account: UpstreamAccountConfig, wanted: string | undefined, run: Run): Promise<AccountTest> {
  const agent = openAgent(account)
  let model: string | null = null
  try {
    await step(run, 'address', async () => [(await assertAllowedUrl(account.baseUrl)).host, null])
    const secret = await step(run, 'credential', async () => ['ready', await account.secret()])
    const chosen = await step(run, 'model', async () => {
      const name = wanted ?? (await chooseModel(account, secret, agent))
      return [name, name]
    })
    model = chosen
    const sent = await step(run, 'call', async () => {
      const answer = await sendUpstream(agent, testRequest(account, secret, chosen))
      return [`answered with ${answer.status}`, answer]
    })
    const outcome = classifyTestAnswer(sent.status, sent.text)
    const words = sent.text.slice(0, shownCharacters).replaceAll(secret, '[credential]')
    const message = outcome === 'ok' ? 'The account works.' : words
    const latencyMs = run.steps.at(-1)?.durationMs ?? null
    return { ok: outcome === 'ok', outcome, status: sent.status, model, latencyMs, message, steps: run.steps }
  } catch {
    // Every failure was noted as a step; the test's answer is data, not an error.
    const message = run.steps.at(-1)?.detail ?? ''
    return { ok: false, outcome: 'network', status: null, model, latencyMs: null, message, steps: run.steps }
  } finally {
    await agent.close()
  }
}

/**
 * Sends an account a tiny prompt and says how each step went and how long it took; it changes nothing of the account
 * and never shows the credential. `onStep` hears each step as it ends. Throws not_found.
 */
export async function testUpstreamAccount(
  ctx: ActorContext,
  accountId: string,
  input: TestUpstreamAccountInput,
  onStep: (step: AccountTestStep) => void = () => undefined,
): Promise<AccountTest> {
  assertMay(ctx, 'upstream_account.test')
  const row = await prisma().upstreamAccount.findFirst({ where: { id: accountId, deletedAt: null } })
  if (!row) throw accountNotFound()
  const result = await runTest(toAccountConfig(row), input.model, { steps: [], onStep })
  const after = { ok: result.ok, outcome: result.outcome, status: result.status, model: result.model }
  const subject = { subjectKind: 'upstream_account', subjectId: accountId }
  await writeAudit(prisma(), ctx, { action: 'upstream_account.test', ...subject, after })
  return result
}
