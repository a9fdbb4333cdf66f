// The upstream of the benchmark: answers chat completions from prepared bytes over raw sockets, so that it is never the
// slowest part. The model's name says what to answer: bench-json, or bench-stream-<events>-<milliseconds between two>.
import net from 'node:net'

const headEnd = Buffer.from('\r\n\r\n')
const modelMark = Buffer.from('"bench-')
const lastChunk = Buffer.from('\r\n0\r\n\r\n')
const lookInto = 4096

const answerText = 'A turnpike was a gate on a road: you paid what your cart cost the road, and no more. '.repeat(4)
const usage = { prompt_tokens: 24, completion_tokens: 64, total_tokens: 88 }
const created = 1_790_000_000

function jsonAnswer(): Buffer {
  const body = JSON.stringify({
    ...{ id: 'chatcmpl-bench', object: 'chat.completion', created, model: 'bench-json' },
    choices: [{ index: 0, message: { role: 'assistant', content: answerText }, finish_reason: 'stop' }],
    usage,
  })
  return Buffer.from(
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

function event(choices: object[], more: object = {}): string {
  const base = { id: 'chatcmpl-bench', object: 'chat.completion.chunk', created, model: 'bench-stream' }
  return `data: ${JSON.stringify({ ...base, choices, ...more })}\n\n`
}

function chunk(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`
}

const wholeAnswer = jsonAnswer()
const delta = event([{ index: 0, delta: { content: ' toll' }, finish_reason: null }])
const streamHead = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n'
const streamStart = Buffer.from(streamHead + chunk(delta))
const streamNext = Buffer.from(chunk(delta))
const ending = [event([{ index: 0, delta: {}, finish_reason: 'stop' }]), event([], { usage }), 'data: [DONE]\n\n']
const streamEnd = Buffer.from(`${chunk(delta)}${chunk(ending.join(''))}0\r\n\r\n`)

function answer(socket: net.Socket, body: Buffer): void {
  const at = body.indexOf(modelMark)
  const name = at < 0 ? '' : body.toString('latin1', at + 1, body.indexOf(0x22, at + 1))
  const stream = /^bench-stream-(\d+)-(\d+)$/.exec(name)
  if (!stream) {
    socket.write(wholeAnswer)
    return
  }
  let left = Number(stream[1]) - 1
  socket.write(streamStart)
  const timer = setInterval(() => {
    left--
    socket.write(left > 0 ? streamNext : streamEnd)
    if (left <= 0 || socket.destroyed) clearInterval(timer)
  }, Number(stream[2]))
  socket.once('close', () => clearInterval(timer))
  socket.setMaxListeners(0)
}

/** Reads requests of one connection; keeps only as much of a body as the model's name may stand in. */
function serve(socket: net.Socket): void {
  let head: Buffer | null = null
  let seen: Buffer = Buffer.alloc(0)
  let left = 0
  let chunked = false
  let inBody = false
  const body = (bytes: Buffer) => {
    if (seen.length < lookInto) seen = seen.length === 0 ? bytes : Buffer.concat([seen, bytes.subarray(0, lookInto)])
    left -= bytes.length
    const over = chunked ? bytes.subarray(-lastChunk.length).equals(lastChunk) : left <= 0
    if (!over) return
    inBody = false
    answer(socket, seen)
  }
  socket.on('data', (bytes) => {
    if (inBody) {
      body(bytes)
      return
    }
    const all: Buffer = head ? Buffer.concat([head, bytes]) : bytes
    const end = all.indexOf(headEnd)
    head = end < 0 ? all : null
    if (end < 0) return
    const text = all.toString('latin1', 0, end)
    left = Number(/\r\ncontent-length: *(\d+)/i.exec(text)?.[1] ?? 0)
    chunked = /\r\ntransfer-encoding: *chunked/i.test(text)
    seen = Buffer.alloc(0)
    inBody = true
    body(all.subarray(end + (chunked ? 2 : 4)))
  })
  socket.on('error', () => socket.destroy())
}

const server = net.createServer({ noDelay: true }, serve)
server.listen({ port: 0, host: '127.0.0.1', backlog: 8_192 }, () => {
  const address = server.address()
  process.send?.({ port: address && typeof address === 'object' ? address.port : 0 })
})
process.on('disconnect', () => process.exit(0))
