/** OpenAI: "Rate limit reached for gpt-4o in organization … on tokens per min"; a model's name has a digit, a dimension's hasn't. */
const reachedForModel = /\bfor (?:the )?(?:model )?[`'"]?[a-z][\w.:/-]*\d[\w.:/-]*[`'"]? (?:in|on)\b/i
/** Anthropic: "… rate limit of 40,000 input tokens per minute (org: …, model: claude-…)". */
const modelNamed = /\bmodel: ?[`'"]?[a-z][\w.:/-]*\d/i

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** Gemini: a QuotaFailure whose violations are all counted per model. */
function isQuotaOfModel(details: readonly unknown[]): boolean {
  const violations = details.flatMap((detail) => listOf(objectOf(detail)['violations']))
  return (
    violations.length > 0 &&
    violations.every((violation) => {
      const { quotaId, quotaDimensions } = objectOf(violation)
      return String(quotaId).includes('PerModel') || typeof objectOf(quotaDimensions)['model'] === 'string'
    })
  )
}

/** Whether a 429 says that the limit is of the asked model alone, so that the account's other models may go on. */
export function isModelScoped(error: Record<string, unknown>, message: string): boolean {
  const details = listOf(error['details'])
  if (details.some((detail) => 'violations' in objectOf(detail))) return isQuotaOfModel(details)
  return reachedForModel.test(message) || modelNamed.test(message)
}
