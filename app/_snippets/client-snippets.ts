/** What an example needs to work when pasted: this site's address, a key (or the variable that holds it), a model. */
export type SnippetContext = {
  origin: string
  /** The secret itself, right after it was minted; else examples read it from TURNPIKE_API_KEY. */
  secret?: string | undefined
  models: SnippetModels
}

/** A callable model for each dialect; null when the catalogue has none. */
export type SnippetModels = { openai: string | null; anthropic: string | null }

export type ClientName = 'curl' | 'typescript' | 'python' | 'anthropic' | 'codex' | 'claudeCode' | 'vercel'

export type ClientSnippet = { client: ClientName; label: string; code: string }

const variable = 'TURNPIKE_API_KEY'

function curl(origin: string, key: string, model: string): string {
  return `curl ${origin}/v1/responses \\
  -H "Authorization: Bearer ${key}" \\
  -H "Content-Type: application/json" \\
  -d '{"model": "${model}", "input": "Say hello", "stream": true}'`
}

function typescript(origin: string, key: string, model: string): string {
  return `import OpenAI from 'openai'

const client = new OpenAI({
  baseURL: '${origin}/v1',
  apiKey: ${key},
})

const response = await client.responses.create({
  model: '${model}',
  input: 'Say hello',
})
console.log(response.output_text)`
}

function python(origin: string, key: string, model: string): string {
  return `import os
from openai import OpenAI

client = OpenAI(
    base_url="${origin}/v1",
    api_key=${key},
)

response = client.responses.create(
    model="${model}",
    input="Say hello",
)
print(response.output_text)`
}

function anthropic(origin: string, key: string, model: string): string {
  return `import Anthropic from '@anthropic-ai/sdk'

const client = new Anthropic({
  baseURL: '${origin}',
  apiKey: ${key},
})

const message = await client.messages.create({
  model: '${model}',
  max_tokens: 1024,
  messages: [{ role: 'user', content: 'Say hello' }],
})
console.log(message.content)`
}

function codex(origin: string, model: string, secret: string | undefined): string {
  return `# ~/.codex/config.toml
model = "${model}"
model_provider = "turnpike"

[model_providers.turnpike]
name = "Turnpike"
base_url = "${origin}/v1"
env_key = "${variable}"
wire_api = "responses"

# then, in the shell
export ${variable}=${secret ?? 'tp-…'}
codex`
}

function claudeCode(origin: string, secret: string | undefined): string {
  return `export ANTHROPIC_BASE_URL=${origin}
export ANTHROPIC_AUTH_TOKEN=${secret ?? `"$${variable}"`}
claude`
}

function vercel(origin: string, key: string, model: string): string {
  return `import { createOpenAI } from '@ai-sdk/openai'
import { streamText } from 'ai'

const turnpike = createOpenAI({
  baseURL: '${origin}/v1',
  apiKey: ${key},
})

const { textStream } = streamText({
  model: turnpike('${model}'),
  prompt: 'Say hello',
})
for await (const part of textStream) process.stdout.write(part)`
}

/** The same call from each client people use, ready to paste; dialects without a model are left out. */
export function clientSnippets({ origin, secret, models }: SnippetContext): ClientSnippet[] {
  const node = secret ? `'${secret}'` : `process.env.${variable}`
  const environ = secret ? `"${secret}"` : `os.environ["${variable}"]`
  const shell = secret ?? `$${variable}`
  const { openai, anthropic: claude } = models
  const snippets: (ClientSnippet | null)[] = [
    openai === null ? null : { client: 'curl', label: 'curl', code: curl(origin, shell, openai) },
    openai === null ? null : { client: 'typescript', label: 'TypeScript', code: typescript(origin, node, openai) },
    openai === null ? null : { client: 'python', label: 'Python', code: python(origin, environ, openai) },
    claude === null ? null : { client: 'anthropic', label: 'Anthropic SDK', code: anthropic(origin, node, claude) },
    openai === null ? null : { client: 'codex', label: 'Codex', code: codex(origin, openai, secret) },
    claude === null ? null : { client: 'claudeCode', label: 'Claude Code', code: claudeCode(origin, secret) },
    openai === null ? null : { client: 'vercel', label: 'AI SDK', code: vercel(origin, node, openai) },
  ]
  return snippets.filter((snippet) => snippet !== null)
}
