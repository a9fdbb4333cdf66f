import { setTimeout as sleep } from 'node:timers/promises'
import { colors, say } from '../progress.mjs'
import { printReceipt } from './print-receipt'

type Demo = { url: string; apiKey: string; model: string | undefined }

const callTimeoutMs = 60_000
const receiptTimeoutMs = 10_000
const maxEvents = 100_000
const prompt = 'Say hello to someone who has just started Turnpike, in two sentences.'

async function pickModel({ url, apiKey }: Demo): Promise<string> {
  const response = await fetch(`${url}/v1/models`, {
    headers: { authorization: `Bearer ${apiKey}` },
    signal: AbortSignal.timeout(callTimeoutMs),
  })
  if (!response.ok) throw new Error(`GET /v1/models answered ${response.status}: ${await response.text()}`)
  const { data } = (await response.json()) as { data: { id: string }[] }
  const names = data.map((each) => each.id).filter((id) => !id.includes('embedding'))
  const name = names.find((id) => id.startsWith('gpt')) ?? names[0]
  if (!name) throw new Error('the demo key may call no model')
  return name
}

function readDelta(line: string): string {
  if (!line.startsWith('data: {')) return ''
  const event = JSON.parse(line.slice('data: '.length)) as {
    type?: string
    delta?: unknown
    response?: { error?: { message?: string } | null }
  }
  if (event.type === 'response.failed')
    throw new Error(`the stream failed: ${event.response?.error?.message ?? 'no reason'}`)
  return event.type === 'response.output_text.delta' && typeof event.delta === 'string' ? event.delta : ''
}

async function printStream(body: ReadableStream<Uint8Array>): Promise<void> {
  const decoder = new TextDecoder()
  let rest = ''
  let events = 0
  process.stdout.write('  ')
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    const lines = `${rest}${decoder.decode(value, { stream: true })}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) process.stdout.write(readDelta(line).replaceAll('\n', '\n  '))
    events += lines.length
    if (events > maxEvents) throw new Error('the stream does not end')
  }
  say()
}

async function fetchReceipt({ url, apiKey }: Demo, requestId: string): Promise<Record<string, unknown>> {
  const deadline = Date.now() + receiptTimeoutMs
  for (;;) {
    const response = await fetch(`${url}/v1/generations/${requestId}`, {
      headers: { authorization: `Bearer ${apiKey}` },
      signal: AbortSignal.timeout(receiptTimeoutMs),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`the receipt of ${requestId} answered ${response.status}: ${text}`)
    const receipt = JSON.parse(text) as Record<string, unknown>
    if (receipt['status'] !== 'open') return receipt
    if (Date.now() > deadline) throw new Error(`the receipt of ${requestId} is still open`)
    await sleep(100)
  }
}

/** Makes one real streaming call through the gateway, shows its text as it comes and then its receipt. */
export async function makeDemoCall(demo: Demo): Promise<void> {
  const model = demo.model ?? (await pickModel(demo))
  say(`\n${colors.bold('A first call')} ${colors.dim(`POST /v1/responses · ${model} · streamed`)}`)
  const response = await fetch(`${demo.url}/v1/responses`, {
    method: 'POST',
    headers: { authorization: `Bearer ${demo.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, input: prompt, stream: true }),
    signal: AbortSignal.timeout(callTimeoutMs),
  })
  if (!response.ok || !response.body) throw new Error(`it answered ${response.status}: ${await response.text()}`)
  await printStream(response.body)
  const requestId = response.headers.get('x-request-id')
  if (!requestId) throw new Error('the answer has no x-request-id')
  say(`\n${colors.bold('Its receipt')} ${colors.dim(`GET /v1/generations/${requestId}`)}`)
  printReceipt(await fetchReceipt(demo, requestId))
}
