import type { ChatParameters } from './chat-call'

/** The parameters as their fields hold them. */
export type ParameterFields = { instructions: string; temperature: string; topP: string; maxOutputTokens: string }
export type ParameterProblem = 'temperatureRange' | 'topPRange' | 'maxOutputTokensRange' | 'instructionsLength'
export type ParameterProblems = Partial<Record<keyof ParameterFields, ParameterProblem>>

export const noParameters: ParameterFields = { instructions: '', temperature: '', topP: '', maxOutputTokens: '' }
export const maxTextLength = 100_000
const maxTokens = 1_000_000

/** A number within bounds; null for an empty field, undefined for what isn't one. */
function numberIn(text: string, min: number, max: number): number | null | undefined {
  if (text.trim() === '') return null
  const value = Number(text)
  return Number.isFinite(value) && value >= min && value <= max ? value : undefined
}

/** Reads the fields; each that can't be read is named with its reason, and nothing is sent then. */
export function readParameters(
  fields: ParameterFields,
): { ok: true; values: ChatParameters } | { ok: false; problems: ParameterProblems } {
  const temperature = numberIn(fields.temperature, 0, 2)
  const topP = numberIn(fields.topP, 0, 1)
  const tokens = numberIn(fields.maxOutputTokens, 1, maxTokens)
  const maxOutputTokens = tokens === null || Number.isInteger(tokens) ? tokens : undefined
  const isLong = fields.instructions.length > maxTextLength
  if (temperature === undefined || topP === undefined || maxOutputTokens === undefined || isLong) {
    const problems: ParameterProblems = {
      ...(temperature === undefined ? { temperature: 'temperatureRange' } : {}),
      ...(topP === undefined ? { topP: 'topPRange' } : {}),
      ...(maxOutputTokens === undefined ? { maxOutputTokens: 'maxOutputTokensRange' } : {}),
      ...(isLong ? { instructions: 'instructionsLength' } : {}),
    }
    return { ok: false, problems }
  }
  return { ok: true, values: { instructions: fields.instructions.trim(), temperature, topP, maxOutputTokens } }
}
