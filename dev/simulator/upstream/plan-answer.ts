import { numberAt } from '../json'
import { type Answer, type AnswerRequest, type Choice, choiceTokens, type Tool, type ToolCall } from './answer'
import { answerTokens, seedOf, topicOf } from './answer-text'
import type { CacheUse, PromptCache } from './prompt-cache'
import { sampleOf } from './schema-sample'
import { splitTokens } from './tokens'
import { type Wishes, wantedTokens } from './wishes'

const choicesMax = 16
const toolCallsMax = 8
const defaultReasoningTokens = 16
const reasoningTokensMax = 100_000

/** The whole answer, from the request alone (and, for cache classes, from what the same key sent before). */
export function planAnswer(request: AnswerRequest, wishes: Wishes, cache: PromptCache, apiKey: string): Answer {
  const { prompt } = request
  const inputTokens = Math.max(1, prompt.inputTokens + request.contextTokens)
  const use = request.cacheMarks === 'explicit' ? cache.explicit(apiKey, prompt) : cache.implicit(apiKey, prompt)
  const budget = request.outputTokensMax ?? Number.POSITIVE_INFINITY
  const reasoning = planReasoning(request, wishes).slice(0, Math.min(budget, reasoningTokensMax))
  const choices: Choice[] = []
  for (let i = 0; i < Math.min(request.choices, choicesMax); i++) {
    choices.push(planChoice(request, wishes, i, budget - reasoning.length))
  }
  return {
    inputTokens,
    ...cacheClasses(use, wishes, inputTokens),
    reasoning,
    choices,
    outputTokens: reasoning.length + choices.reduce((sum, choice) => sum + choiceTokens(choice), 0),
  }
}

function cacheClasses(use: CacheUse, wishes: Wishes, inputTokens: number) {
  const cachedTokens = Math.min(numberAt(wishes, 'sim_cached_tokens') ?? use.cachedTokens, inputTokens)
  const cacheWrite5mTokens = Math.min(
    numberAt(wishes, 'sim_cache_write_5m_tokens') ?? use.write5mTokens,
    inputTokens - cachedTokens,
  )
  const cacheWrite1hTokens = Math.min(
    numberAt(wishes, 'sim_cache_write_1h_tokens') ?? use.write1hTokens,
    inputTokens - cachedTokens - cacheWrite5mTokens,
  )
  return { cachedTokens, cacheWrite5mTokens, cacheWrite1hTokens }
}

function planReasoning(request: AnswerRequest, wishes: Wishes): readonly string[] {
  const wish = numberAt(wishes, 'sim_reasoning_tokens')
  const wanted = wish ?? (request.reasoning || request.model.startsWith('sim-reasoning') ? defaultReasoningTokens : 0)
  if (wanted <= 0) return []
  const seed = seedOf(`${request.model}:reasoning`, request.prompt.lastUserText)
  return answerTokens('', seed, Math.min(Math.floor(wanted), reasoningTokensMax))
}

function planChoice(request: AnswerRequest, wishes: Wishes, index: number, budget: number): Choice {
  const tools = index === 0 ? chosenTools(request, wishes) : []
  if (tools.length > 0) return { text: [], toolCalls: tools, finish: 'tool_calls' }
  const all = request.schema === null ? planText(request, wishes, index) : planJson(request.schema)
  const text = all.length > budget ? all.slice(0, Math.max(0, budget)) : all
  return { text, toolCalls: [], finish: all.length > budget ? 'length' : 'stop' }
}

function planText(request: AnswerRequest, wishes: Wishes, index: number): readonly string[] {
  const asked = request.prompt.lastUserText
  const count = wantedTokens(wishes, request.model, asked)
  return answerTokens(topicOf(asked), (seedOf(request.model, asked) + index) >>> 0, count)
}

function planJson(schema: AnswerRequest['schema']): readonly string[] {
  return splitTokens(spaced(schema === true ? { answer: 'sample' } : sampleOf(schema)))
}

function chosenTools(request: AnswerRequest, wishes: Wishes): ToolCall[] {
  const tool = chosenTool(request)
  if (!tool) return []
  const count = Math.min(Math.max(1, numberAt(wishes, 'sim_tool_calls') ?? 1), toolCallsMax)
  const tokens = splitTokens(argumentsFor(tool, request.prompt.lastUserText))
  return Array.from({ length: count }, () => ({ name: tool.name, tokens }))
}

/** A tool is called when the caller demands it, the model is `sim-tools`, or the prompt names it; never in answer to its own result. */
function chosenTool(request: AnswerRequest): Tool | null {
  const { tools, toolChoice, prompt } = request
  if (tools.length === 0 || toolChoice === 'none' || prompt.afterToolResult) return null
  if (typeof toolChoice === 'object') return tools.find((tool) => tool.name === toolChoice.name) ?? null
  const named = tools.find((tool) => names(prompt.lastUserText, tool.name))
  if (named) return named
  const wanted = toolChoice === 'required' || request.model === 'sim-tools' || /\btools?\b/i.test(prompt.lastUserText)
  return wanted ? (tools[0] ?? null) : null
}

/** Whether the text has the name as a word of its own. */
function names(text: string, name: string): boolean {
  for (let at = text.indexOf(name); name !== '' && at >= 0; at = text.indexOf(name, at + 1)) {
    const around = `${text[at - 1] ?? ' '}${text[at + name.length] ?? ' '}`
    if (!/[\w-]/.test(around)) return true
  }
  return false
}

/** "call NAME with {…}" gives the arguments; else they are sampled from the tool's schema. */
function argumentsFor(tool: Tool, asked: string): string {
  const marker = `${tool.name} with {`
  const start = asked.indexOf(marker)
  if (start >= 0) {
    const json = asked.slice(start + marker.length - 1, asked.lastIndexOf('}') + 1)
    try {
      return spaced(JSON.parse(json))
    } catch {
      return spaced(sampleOf(tool.parameters) ?? {})
    }
  }
  return spaced(sampleOf(tool.parameters) ?? {})
}

/** JSON on one line with a space between members, so that it has more than one token. */
function spaced(value: unknown): string {
  return JSON.stringify(value, null, 1)
    .replace(/\n */g, ' ')
    .replace(/^([{[]) /, '$1')
    .replace(/ ([}\]])$/, '$1')
}
