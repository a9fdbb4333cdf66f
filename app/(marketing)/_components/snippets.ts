import type { Snippet } from '@/components/ui/code-block'

const model = 'gpt-5-mini'

/** The same call from four clients, against the address this page was asked for. */
export function snippets(origin: string): Snippet[] {
  return [
    {
      label: 'curl',
      code: `curl ${origin}/v1/responses \\
  -H "Authorization: Bearer $TURNPIKE_API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"model": "${model}", "input": "Say hello", "stream": true}'`,
    },
    {
      label: 'TypeScript',
      code: `import OpenAI from 'openai'

const client = new OpenAI({ baseURL: '${origin}/v1', apiKey: process.env.TURNPIKE_API_KEY })
const answer = await client.responses.create({ model: '${model}', input: 'Say hello' })`,
    },
    {
      label: 'Python',
      code: `from openai import OpenAI

client = OpenAI(base_url="${origin}/v1", api_key=os.environ["TURNPIKE_API_KEY"])
answer = client.responses.create(model="${model}", input="Say hello")`,
    },
    {
      label: 'Claude Code',
      code: `export ANTHROPIC_BASE_URL=${origin}
export ANTHROPIC_AUTH_TOKEN=$TURNPIKE_API_KEY
claude`,
    },
  ]
}
