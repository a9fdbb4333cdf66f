import type { HeldRequest } from './types'

export type HeldRequestJson = Omit<HeldRequest, 'rateMultiplier'> & { rateMultiplier: string }

/** The request's fixed facts as they are kept with its hold. */
export function heldRequestJson(request: HeldRequest): HeldRequestJson {
  return {
    requestId: request.requestId,
    userId: request.userId,
    keyId: request.keyId,
    poolId: request.poolId,
    protocol: request.protocol,
    endpoint: request.endpoint,
    stream: request.stream,
    playground: request.playground,
    requestedModel: request.requestedModel,
    serviceTier: request.serviceTier,
    priceVersionId: request.priceVersionId,
    rateMultiplier: request.rateMultiplier.toString(),
    inputTokens: request.inputTokens,
    createdAtMs: request.createdAtMs,
  }
}

/** Reads back what `heldRequestJson` wrote. */
export function heldRequestFromJson(json: HeldRequestJson): HeldRequest {
  return { ...json, rateMultiplier: BigInt(json.rateMultiplier) }
}
