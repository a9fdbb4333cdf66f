import { arrayAt, isObject, type JsonObject, numberAt, objectAt, stringAt } from '../json'
import type { AnswerRequest, Tool } from './answer'
import { addContent } from './content-text'
import { refuse } from './errors'
import { Prompt } from './prompt'

/** What a Responses body asks for. */
export function responsesRequest(body: JsonObject, model: string, contextTokens: number): AnswerRequest {
  return {
    model,
    prompt: responsesPrompt(body),
    outputTokensMax: numberAt(body, 'max_output_tokens'),
    tools: functionTools(body),
    toolChoice: toolChoice(body),
    reasoning: wantsReasoning(body),
    schema: textSchema(body),
    choices: 1,
    cacheMarks: 'implicit',
    contextTokens,
  }
}

export function responsesPrompt(body: JsonObject): Prompt {
  const prompt = new Prompt()
  const tools = arrayAt(body, 'tools')
  if (tools.length > 0) prompt.addJson(tools)
  const instructions = stringAt(body, 'instructions')
  if (instructions !== null) prompt.add(instructions)
  const input = body['input']
  if (typeof input === 'string') {
    prompt.add(input)
    prompt.userSays(input)
  } else {
    for (const item of arrayAt(body, 'input')) addItem(prompt, item)
  }
  return prompt
}

function addItem(prompt: Prompt, item: unknown): void {
  if (!isObject(item)) return
  const type = stringAt(item, 'type') ?? 'message'
  if (type === 'function_call_output' || type === 'custom_tool_call_output') {
    const output = item['output']
    if (typeof output === 'string') prompt.add(output)
    else prompt.addJson(output)
    prompt.toolSays()
  } else if (type === 'message') {
    const text = addContent(prompt, item['content'])
    if (item['role'] === 'user') prompt.userSays(text)
  } else {
    prompt.addJson(item)
  }
}

function functionTools(body: JsonObject): Tool[] {
  const tools: Tool[] = []
  for (const tool of arrayAt(body, 'tools')) {
    if (!isObject(tool) || tool['type'] !== 'function') continue
    const name = stringAt(tool, 'name')
    if (name === null)
      refuse(400, "Missing required parameter: 'tools[0].name'.", 'missing_required_parameter', 'tools[0].name')
    tools.push({ name, parameters: tool['parameters'] })
  }
  return tools
}

function toolChoice(body: JsonObject): AnswerRequest['toolChoice'] {
  const choice = body['tool_choice']
  if (choice === 'none' || choice === 'required') return choice
  const name = isObject(choice) ? stringAt(choice, 'name') : null
  return name === null ? 'auto' : { name }
}

function wantsReasoning(body: JsonObject): boolean {
  const reasoning = objectAt(body, 'reasoning')
  if (!reasoning) return false
  const effort = stringAt(reasoning, 'effort')
  return effort !== 'none' && effort !== 'minimal' && (effort !== null || stringAt(reasoning, 'summary') !== null)
}

function textSchema(body: JsonObject): AnswerRequest['schema'] {
  const format = objectAt(objectAt(body, 'text') ?? {}, 'format')
  if (format?.['type'] === 'json_schema') return objectAt(format, 'schema') ?? true
  return format?.['type'] === 'json_object' ? true : null
}
