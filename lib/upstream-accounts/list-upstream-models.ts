import { z } from 'zod'
import { assertMay } from '../auth/assert-may'
import type { ActorContext } from '../auth/types'
import { prisma } from '../db/prisma'
import { AppError } from '../errors'
import { toAccountConfig } from './account-config'
import { accountNotFound } from './change-upstream-account'
import { classifyTestAnswer } from './classify-test-answer'
import { modelsRequest } from './test-request'
import type { UpstreamAccountConfig } from './types'
import { describeCallError, openAgent, sendUpstream } from './upstream-call'

const maxPages = 10
const maxModels = 2_000

const entry = z.object({ id: z.string().optional(), name: z.string().optional() })
const listAnswer = z.object({
  data: z.array(entry).optional(),
  models: z.array(entry).optional(),
  has_more: z.boolean().optional(),
  last_id: z.string().nullish(),
  nextPageToken: z.string().optional(),
})

type ListPage = { names: string[]; next: string | null }

function readPage(text: string): ListPage {
  const read = listAnswer.safeParse(JSON.parse(text))
  if (!read.success) throw new AppError('upstream_failed', 'The answer is not a list of models.')
  const { data, models, has_more, last_id, nextPageToken } = read.data
  const names = (data ?? models ?? []).flatMap((each) => (each.id ?? each.name ?? '').replace(/^models\//, '') || [])
  const anthropicNext = has_more && last_id ? `after_id=${encodeURIComponent(last_id)}` : null
  return { names, next: nextPageToken ? `pageToken=${encodeURIComponent(nextPageToken)}` : anthropicNext }
}

async function fetchModels(account: UpstreamAccountConfig): Promise<string[]> {
  const agent = openAgent(account)
  const found = new Set<string>()
  try {
    const secret = await account.secret()
    let page: string | null = null
    for (let count = 0; count < maxPages; count++) {
      const { status, text } = await sendUpstream(agent, modelsRequest(account, secret, page))
      const outcome = classifyTestAnswer(status, text)
      if (outcome !== 'ok')
        throw new AppError('upstream_failed', `The list of models was answered with ${status} (${outcome}).`)
      const { names, next } = readPage(text)
      for (const name of names.slice(0, maxModels - found.size)) found.add(name)
      if (next === null || found.size >= maxModels) break
      page = next
    }
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('upstream_failed', describeCallError(error), { cause: error })
  } finally {
    await agent.close()
  }
  return [...found].sort()
}

/** The names an account's own upstream lists, sorted, at most 2000; changes nothing. Throws not_found, or upstream_failed with what was answered. */
export async function listUpstreamModels(ctx: ActorContext, accountId: string): Promise<{ models: string[] }> {
  assertMay(ctx, 'upstream_account.list_models')
  const row = await prisma().upstreamAccount.findFirst({ where: { id: accountId, deletedAt: null } })
  if (!row) throw accountNotFound()
  return { models: await fetchModels(toAccountConfig(row)) }
}
