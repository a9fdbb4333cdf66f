import { arrayAt, isObject, type JsonObject, numberAt, objectAt, stringAt } from '../json'
import type { AnswerRequest, Tool } from './answer'
import { addContent } from './content-text'
import { refuse } from './errors'
import { Prompt } from './prompt'

/** What a Chat Completions body asks for. */
export function chatRequest(body: JsonObject, model: string): AnswerRequest {
  const effort = stringAt(body, 'reasoning_effort')
  return {
    model,
    prompt: chatPrompt(body),
    outputTokensMax: numberAt(body, 'max_completion_tokens') ?? numberAt(body, 'max_tokens'),
    tools: chatTools(body),
    toolChoice: toolChoice(body),
    reasoning: effort !== null && effort !== 'none' && effort !== 'minimal',
    schema: responseSchema(body),
    choices: Math.max(1, numberAt(body, 'n') ?? 1),
    cacheMarks: 'implicit',
    contextTokens: 0,
  }
}

function chatPrompt(body: JsonObject): Prompt {
  const prompt = new Prompt()
  const tools = arrayAt(body, 'tools')
  if (tools.length > 0) prompt.addJson(tools)
  for (const message of arrayAt(body, 'messages')) {
    if (!isObject(message)) refuse(400, 'Invalid type for messages: expected an object.', 'invalid_type', 'messages')
    const text = addContent(prompt, message['content'])
    const calls = arrayAt(message, 'tool_calls')
    if (calls.length > 0) prompt.addJson(calls)
    if (message['role'] === 'user') prompt.userSays(text)
    if (message['role'] === 'tool' || message['role'] === 'function') prompt.toolSays()
  }
  return prompt
}

function chatTools(body: JsonObject): Tool[] {
  const tools: Tool[] = []
  for (const tool of arrayAt(body, 'tools')) {
    const declared = isObject(tool) ? objectAt(tool, 'function') : null
    const name = declared ? stringAt(declared, 'name') : null
    if (declared && name !== null) tools.push({ name, parameters: declared['parameters'] })
  }
  return tools
}

function toolChoice(body: JsonObject): AnswerRequest['toolChoice'] {
  const choice = body['tool_choice']
  if (choice === 'none' || choice === 'required') return choice
  const name = isObject(choice) ? stringAt(objectAt(choice, 'function') ?? {}, 'name') : null
  return name === null ? 'auto' : { name }
}

function responseSchema(body: JsonObject): AnswerRequest['schema'] {
  const format = objectAt(body, 'response_format')
  if (format?.['type'] === 'json_schema') return objectAt(objectAt(format, 'json_schema') ?? {}, 'schema') ?? true
  return format?.['type'] === 'json_object' ? true : null
}
