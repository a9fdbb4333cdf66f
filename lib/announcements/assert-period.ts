import { AppError } from '../errors'

/** Throws invalid_request for an announcement that would end before it begins. */
export function assertPeriod(startsAt: Date | null | undefined, endsAt: Date | null | undefined): void {
  if (!startsAt || !endsAt || startsAt < endsAt) return
  throw new AppError('invalid_request', 'An announcement ends after it begins.', {
    details: { fieldErrors: { endsAt: 'must be after its beginning' } },
  })
}
