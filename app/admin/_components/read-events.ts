const maxPendingCharacters = 1_000_000

/** Reads server-sent events of a request that isn't a GET, one by one; rejects when it isn't answered with a stream. */
export async function readEvents(
  url: string,
  init: RequestInit,
  onEvent: (name: string, data: unknown) => void,
): Promise<void> {
  const response = await fetch(url, init)
  if (!response.ok || !response.body) throw new Error(`answered with ${response.status}`)
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let pending = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    pending += value
    if (pending.length > maxPendingCharacters) throw new Error('an event is far too long')
    const blocks = pending.split('\n\n')
    pending = blocks.pop() ?? ''
    for (const block of blocks) readBlock(block, onEvent)
  }
}

function readBlock(block: string, onEvent: (name: string, data: unknown) => void): void {
  const lines = block.split('\n')
  const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2)
  const data = field('data')
  if (data !== undefined) onEvent(field('event') ?? 'message', JSON.parse(data))
}
