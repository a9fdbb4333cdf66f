/** One streamed call as its caller saw it. */
export type PacedCall = {
  tag: string
  keyId: string
  /** 0 = no answer came. */
  status: number
  /** When each delta came, and how many tokens the live count (max(1, ⌊bytes/4⌋) a delta) had by then. */
  seen: { atMs: number; tokens: number }[]
  /** The protocol's own clean end came. */
  complete: boolean
}

export type PacedAsk = {
  tag: string
  key: string
  keyId: string
  tokens: number
  tokenMs: number
  chat: boolean
  onDelta?: () => void
}

function bodyOf({ tag, tokens, tokenMs, chat }: PacedAsk): Record<string, unknown> {
  const metadata = { tag, sim_tokens: String(tokens), sim_token_ms: String(tokenMs) }
  const common = { model: 'sim-small', stream: true, metadata }
  if (chat) return { ...common, messages: [{ role: 'user', content: 'Count the cars' }], max_tokens: 4_000 }
  return { ...common, input: 'Count the cars', max_output_tokens: 4_000 }
}

function read(data: string, call: PacedCall): void {
  if (data === '[DONE]') {
    call.complete = true
    return
  }
  const event = JSON.parse(data) as {
    type?: string
    delta?: string
    choices?: { delta?: { content?: string } }[]
  }
  call.complete ||= event.type === 'response.completed'
  const text = event.type === 'response.output_text.delta' ? event.delta : event.choices?.[0]?.delta?.content
  if (!text) return
  const before = call.seen.at(-1)?.tokens ?? 0
  call.seen.push({ atMs: Date.now(), tokens: before + Math.max(1, Math.floor(Buffer.byteLength(text) / 4)) })
}

/** Streams one call until its end, however that comes. Never throws. */
export async function pacedCall(url: string, ask: PacedAsk): Promise<PacedCall> {
  const call: PacedCall = { tag: ask.tag, keyId: ask.keyId, status: 0, seen: [], complete: false }
  try {
    const response = await fetch(`${url}/v1/${ask.chat ? 'chat/completions' : 'responses'}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ask.key}`, 'content-type': 'application/json' },
      body: JSON.stringify(bodyOf(ask)),
    })
    call.status = response.status
    const decoder = new TextDecoder()
    const reader = response.body?.getReader()
    let rest = ''
    let heard = false
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      rest += decoder.decode(part.value, { stream: true })
      const lines = rest.split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) if (line.startsWith('data: ')) read(line.slice(6), call)
      if (!heard && call.seen.length > 0) {
        heard = true
        ask.onDelta?.()
      }
    }
  } catch {
    // The server or its connection ended: what came until then is what the caller has.
  }
  return call
}
