import { listPrices } from '@/lib/pricing'
import type { SnippetModels } from './client-snippets'

/** Names that readers know, best first; else the first of the dialect's models in the catalogue. */
const preferred = {
  openai: ['gpt-5-mini', 'gpt-5', 'gpt-4.1-mini'],
  anthropic: ['claude-sonnet-4-5', 'claude-haiku-4-5'],
}
const patterns = { openai: /^(gpt-|o\d)/, anthropic: /^claude-/ }
const maxModels = 1_000

function pick(models: readonly string[], dialect: keyof SnippetModels): string | null {
  const known = preferred[dialect].find((name) => models.includes(name))
  return known ?? models.find((name) => patterns[dialect].test(name)) ?? null
}

/** A model for each dialect that can be called here today, so that a pasted example works. */
export async function snippetModels(): Promise<SnippetModels> {
  const { data } = await listPrices({ limit: maxModels })
  const names = data.map((price) => price.model)
  const openai = pick(names, 'openai') ?? names.find((name) => !patterns.anthropic.test(name)) ?? null
  return { openai, anthropic: pick(names, 'anthropic') }
}
