import type { HeldRequest } from './types'

export type HeldRequestJson = Omit<HeldRequest, 'rateMultiplier'> & { rateMultiplier: string }

/** The request's fixed facts as they are kept with its hold. */
export function heldRequestJson(request: HeldRequest): HeldRequestJson {
  return { ...request, rateMultiplier: request.rateMultiplier.toString() }
}

/** Reads back what `heldRequestJson` wrote. */
export function heldRequestFromJson(json: HeldRequestJson): HeldRequest {
  return { ...json, rateMultiplier: BigInt(json.rateMultiplier) }
}
