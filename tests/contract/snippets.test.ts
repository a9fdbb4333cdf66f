import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { type ClientName, clientSnippets } from '@/app/_snippets/client-snippets'
import { callCode } from '@/app/(dashboard)/playground/_components/call-code'
import { type Tenant, useGateway } from './support/gateway'

const run = promisify(execFile)
const gateway = useGateway()
const folder = mkdtempSync(path.join(tmpdir(), 'turnpike-snippets-'))
symlinkSync(path.resolve('node_modules'), path.join(folder, 'node_modules'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const timeout = 30_000
const models = { openai: 'sim-small', anthropic: 'sim-small' }
let files = 0

const hasPython = spawnSync('python3', ['--version']).status === 0
const endings = { node: 'mjs', sh: 'sh', python3: 'py' }

/** Runs a program as a reader would who pasted it, with the key in the environment. */
async function runPasted(kind: keyof typeof endings, code: string, { key }: Tenant): Promise<string> {
  files += 1
  const file = path.join(folder, `snippet-${files}.${endings[kind]}`)
  writeFileSync(file, code)
  const env = { ...process.env, HOME: folder, TURNPIKE_API_KEY: key }
  const { stdout } = await run(kind === 'node' ? process.execPath : kind, [file], { env, timeout })
  return stdout
}

/** Stands for a client that isn't installed: makes the call that its settings lead to. */
const claude = `claude() {
  curl -sS "$ANTHROPIC_BASE_URL/v1/messages" -H "Authorization: Bearer $ANTHROPIC_AUTH_TOKEN" \\
    -H "Content-Type: application/json" -H "anthropic-version: 2023-06-01" \\
    -d '{"model":"sim-small","max_tokens":16,"messages":[{"role":"user","content":"Say hello"}]}'
}`

/** Stands for the Python SDK: takes the arguments it takes, and makes the call it makes. */
const pythonClient = `
import json
from types import SimpleNamespace
from urllib.request import Request, urlopen

class OpenAI:
    def __init__(self, *, base_url, api_key):
        def create(**body):
            headers = {"Authorization": f"Bearer {api_key}", "Content-Type": "application/json"}
            request = Request(f"{base_url}/responses", data=json.dumps(body).encode(), headers=headers)
            answer = json.load(urlopen(request, timeout=20))
            parts = [part["text"] for item in answer["output"] for part in item.get("content", [])]
            return SimpleNamespace(output_text="".join(parts))
        self.responses = SimpleNamespace(create=create)
`

const openaiTenant = () => gateway.tenant()
const anthropicTenant = () => gateway.tenant({ accounts: [{ protocol: 'anthropic', baseUrl: gateway.simulatorUrl }] })

function snippetOf(client: ClientName, secret?: string): string {
  const found = clientSnippets({ origin: gateway.url, models, secret }).find((each) => each.client === client)
  if (!found) throw new Error(`no snippet for ${client}`)
  return found.code
}

async function callsOf({ accountKeys }: Tenant): Promise<number> {
  return (await gateway.servedBy(accountKeys[0] ?? '')).length
}

describe('a quick start, pasted', () => {
  it('curl streams', async () => {
    const tenant = await openaiTenant()
    expect(await runPasted('sh', snippetOf('curl'), tenant)).toContain('response.completed')
    expect(await runPasted('sh', snippetOf('curl', tenant.key), { ...tenant, key: '' })).toContain('response.completed')
    expect(await callsOf(tenant)).toBe(2)
  })

  it.each(['typescript', 'vercel'] as const)('%s prints the answer', async (client) => {
    const tenant = await openaiTenant()
    expect((await runPasted('node', snippetOf(client), tenant)).trim()).not.toBe('')
    expect(await callsOf(tenant)).toBe(1)
  })

  it('the Anthropic SDK prints the answer', async () => {
    const tenant = await anthropicTenant()
    expect(await runPasted('node', snippetOf('anthropic'), tenant)).toContain("type: 'text'")
    expect(await callsOf(tenant)).toBe(1)
  })

  it('Claude Code’s environment leads its calls here', async () => {
    const tenant = await anthropicTenant()
    const code = snippetOf('claudeCode', tenant.key)
    expect(await runPasted('sh', `${claude}\n${code}`, tenant)).toContain('"type":"message"')
    expect(await callsOf(tenant)).toBe(1)
  })

  it('Codex’s config.toml names an address and a variable that lead its calls here', async () => {
    const tenant = await openaiTenant()
    const [toml = '', shell = ''] = snippetOf('codex', tenant.key).split('# then, in the shell')
    const value = (name: string) => new RegExp(`^${name} = "(.*)"$`, 'm').exec(toml)?.[1] ?? ''
    expect(value('wire_api')).toBe('responses')
    expect(toml).toContain(`[model_providers.${value('model_provider')}]`)
    const codex = `codex() { curl -sS "${value('base_url')}/responses" -H "Authorization: Bearer $${value('env_key')}" \\
      -H "Content-Type: application/json" -d '{"model":"${value('model')}","input":"Say hello"}'; }`
    expect(await runPasted('sh', `${codex}\n${shell}`, tenant)).toContain('"status":"completed"')
    expect(await callsOf(tenant)).toBe(1)
  })

  it.runIf(hasPython)('Python prints the answer', async () => {
    const tenant = await openaiTenant()
    writeFileSync(path.join(folder, 'openai.py'), pythonClient)
    expect((await runPasted('python3', snippetOf('python'), tenant)).trim()).not.toBe('')
    expect((await runPasted('python3', snippetOf('python', tenant.key), { ...tenant, key: '' })).trim()).not.toBe('')
    expect(await callsOf(tenant)).toBe(2)
  })

  it('Python’s arguments are those of the client it imports', () => {
    const code = snippetOf('python')
    expect(code).toContain(`base_url="${gateway.url}/v1"`)
    expect(code).toContain('api_key=os.environ["TURNPIKE_API_KEY"]')
    expect(code).toMatch(/client\.responses\.create\(\n {4}model="sim-small",\n {4}input="Say hello",\n\)/)
  })
})

describe('a playground conversation as code, pasted', () => {
  const turns = [{ role: 'user' as const, text: `It's "quoted", with $HOME and \\ too` }]
  const set = { instructions: "Don't shout", temperature: 0.5, topP: null, maxOutputTokens: 64 }
  const snippets = (protocol: Parameters<typeof callCode>[1]['protocol']) =>
    callCode(gateway.url, { id: 'sim-small', protocol }, turns, set).filter(({ label }) => label !== 'Python')

  it.each([
    ['openai-responses', openaiTenant],
    ['openai-chat', openaiTenant],
    ['anthropic-messages', anthropicTenant],
    ['gemini', () => gateway.tenant({ accounts: [{ protocol: 'gemini', baseUrl: gateway.simulatorUrl }] })],
  ] as const)('makes the same call over %s in every client', async (protocol, makeTenant) => {
    const tenant = await makeTenant()
    for (const { label, code } of snippets(protocol)) {
      const printed = await runPasted(label === 'curl' ? 'sh' : 'node', code, tenant)
      expect(printed.trim(), label).not.toBe('')
      expect(printed, label).not.toContain('"error":{')
    }
    expect(await callsOf(tenant)).toBe(snippets(protocol).length)
  })
})
