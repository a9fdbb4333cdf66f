import { anthropicMessages } from './anthropic-messages'
import { gemini } from './gemini'
import { openaiChat } from './openai-chat'
import { openaiEmbeddings } from './openai-embeddings'
import { openaiResponses } from './openai-responses'
import type { Protocol } from './types'

export { decodedSegment } from './path-segment'
export type {
  BodyEdits,
  JsonAnswer,
  Meter,
  ParsedRequest,
  PathFacts,
  Protocol,
  RenderedError,
  StreamRewriter,
} from './types'

const protocols: readonly Protocol[] = [openaiResponses, openaiChat, openaiEmbeddings, anthropicMessages, gemini]

/** The wire protocol of that name; throws for one that isn't built in. */
export function protocolNamed(name: Protocol['name']): Protocol {
  const found = protocols.find((protocol) => protocol.name === name)
  if (!found) throw new Error(`no protocol ${name}`)
  return found
}
