import { arrayAt, isObject, type JsonObject, numberAt, objectAt, stringAt } from '../json'
import type { AnswerRequest, Tool } from './answer'
import { Prompt } from './prompt'

/** What a generateContent body asks for. */
export function geminiRequest(body: JsonObject, model: string): AnswerRequest {
  const config = objectAt(body, 'generationConfig') ?? {}
  const thinking = objectAt(config, 'thinkingConfig')
  return {
    model,
    prompt: geminiPrompt(body),
    outputTokensMax: numberAt(config, 'maxOutputTokens'),
    tools: geminiTools(body),
    toolChoice: toolChoice(body),
    reasoning: thinking !== null && numberAt(thinking, 'thinkingBudget') !== 0,
    schema: responseSchema(config),
    choices: Math.max(1, numberAt(config, 'candidateCount') ?? 1),
    cacheMarks: 'implicit',
    contextTokens: 0,
  }
}

export function includesThoughts(body: JsonObject): boolean {
  const config = objectAt(body, 'generationConfig') ?? {}
  return objectAt(config, 'thinkingConfig')?.['includeThoughts'] === true
}

export function geminiPrompt(body: JsonObject): Prompt {
  const prompt = new Prompt()
  const tools = arrayAt(body, 'tools')
  if (tools.length > 0) prompt.addJson(tools)
  const system = objectAt(body, 'systemInstruction') ?? objectAt(body, 'system_instruction')
  if (system) addContent(prompt, system)
  for (const content of arrayAt(body, 'contents')) if (isObject(content)) addContent(prompt, content)
  return prompt
}

function addContent(prompt: Prompt, content: JsonObject): void {
  const said: string[] = []
  let toolResult = false
  for (const part of arrayAt(content, 'parts')) {
    if (!isObject(part)) continue
    const text = stringAt(part, 'text')
    if (text !== null) {
      prompt.add(text)
      said.push(text)
    } else if (part['inlineData'] !== undefined || part['fileData'] !== undefined) prompt.addMedia('media')
    else prompt.addJson(part)
    if (part['functionResponse'] !== undefined) toolResult = true
  }
  if (content['role'] === 'model') return
  if (toolResult) prompt.toolSays()
  else prompt.userSays(said.join('\n'))
}

function geminiTools(body: JsonObject): Tool[] {
  const tools: Tool[] = []
  for (const tool of arrayAt(body, 'tools')) {
    if (!isObject(tool)) continue
    for (const declared of arrayAt(tool, 'functionDeclarations')) {
      const name = isObject(declared) ? stringAt(declared, 'name') : null
      if (!isObject(declared) || name === null) continue
      tools.push({ name, parameters: declared['parametersJsonSchema'] ?? declared['parameters'] })
    }
  }
  return tools
}

function toolChoice(body: JsonObject): AnswerRequest['toolChoice'] {
  const config = objectAt(objectAt(body, 'toolConfig') ?? {}, 'functionCallingConfig')
  if (!config) return 'auto'
  const [name] = arrayAt(config, 'allowedFunctionNames')
  if (config['mode'] === 'NONE') return 'none'
  if (config['mode'] !== 'ANY') return 'auto'
  return typeof name === 'string' ? { name } : 'required'
}

function responseSchema(config: JsonObject): AnswerRequest['schema'] {
  const schema = objectAt(config, 'responseJsonSchema') ?? objectAt(config, 'responseSchema')
  if (schema) return schema
  return config['responseMimeType'] === 'application/json' ? true : null
}
