import { arrayAt, isObject, type JsonObject, numberAt, objectAt, stringAt } from '../json'
import type { AnswerRequest, Tool } from './answer'
import { refuse } from './errors'
import { Prompt } from './prompt'

/** What a Messages body asks for. */
export function messagesRequest(body: JsonObject, model: string): AnswerRequest {
  const thinking = objectAt(body, 'thinking')
  return {
    model,
    prompt: messagesPrompt(body),
    outputTokensMax: numberAt(body, 'max_tokens'),
    tools: messageTools(body),
    toolChoice: toolChoice(body),
    reasoning: thinking?.['type'] === 'enabled' || thinking?.['type'] === 'adaptive',
    schema: outputSchema(body),
    choices: 1,
    cacheMarks: 'explicit',
    contextTokens: 0,
  }
}

/** In the order of Anthropic's cache: tools, system, messages. */
export function messagesPrompt(body: JsonObject): Prompt {
  const prompt = new Prompt()
  for (const tool of arrayAt(body, 'tools')) if (isObject(tool)) prompt.addJson(tool, cacheTtl(tool))
  const system = body['system']
  if (typeof system === 'string') prompt.add(system)
  for (const block of arrayAt(body, 'system')) if (isObject(block)) addBlock(prompt, block)
  for (const message of arrayAt(body, 'messages')) {
    if (!isObject(message)) refuse(400, 'messages: Input should be a valid dictionary')
    addMessage(prompt, message)
  }
  if (isObject(body['cache_control'])) prompt.markLast(cacheTtl(body) ?? '5m')
  return prompt
}

function addMessage(prompt: Prompt, message: JsonObject): void {
  const content = message['content']
  if (typeof content === 'string') {
    prompt.add(content)
    if (message['role'] === 'user') prompt.userSays(content)
    return
  }
  const said: string[] = []
  let toolResult = false
  for (const block of arrayAt(message, 'content')) {
    if (!isObject(block)) continue
    const text = addBlock(prompt, block)
    if (text !== null) said.push(text)
    if (block['type'] === 'tool_result') toolResult = true
  }
  if (message['role'] !== 'user') return
  if (toolResult) prompt.toolSays()
  else prompt.userSays(said.join('\n'))
}

/** The block's text, if it is one of text. */
function addBlock(prompt: Prompt, block: JsonObject): string | null {
  const ttl = cacheTtl(block)
  const text = stringAt(block, 'text')
  if (text !== null) prompt.add(text, ttl)
  else if (block['type'] === 'image' || block['type'] === 'document') prompt.addMedia(String(block['type']), ttl)
  else {
    const { cache_control: _mark, ...rest } = block
    prompt.addJson(rest, ttl)
  }
  return text
}

function cacheTtl(block: JsonObject): '5m' | '1h' | null {
  const mark = objectAt(block, 'cache_control')
  if (!mark) return null
  return mark['ttl'] === '1h' ? '1h' : '5m'
}

function messageTools(body: JsonObject): Tool[] {
  const tools: Tool[] = []
  for (const tool of arrayAt(body, 'tools')) {
    const name = isObject(tool) ? stringAt(tool, 'name') : null
    if (isObject(tool) && name !== null) tools.push({ name, parameters: tool['input_schema'] })
  }
  return tools
}

function toolChoice(body: JsonObject): AnswerRequest['toolChoice'] {
  const choice = objectAt(body, 'tool_choice')
  if (choice?.['type'] === 'none') return 'none'
  if (choice?.['type'] === 'any') return 'required'
  const name = choice?.['type'] === 'tool' ? stringAt(choice, 'name') : null
  return name === null ? 'auto' : { name }
}

function outputSchema(body: JsonObject): AnswerRequest['schema'] {
  const format = objectAt(objectAt(body, 'output_config') ?? {}, 'format') ?? objectAt(body, 'output_format')
  return format?.['type'] === 'json_schema' ? (objectAt(format, 'schema') ?? true) : null
}
