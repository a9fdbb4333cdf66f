import { z } from 'zod'
import { cleanLine } from '../clean-text'
import { formatMultiplier, maxNanoUsd, multiplierScale, parseMultiplier, parseNanoUsd } from '../money'
import { isCidr } from './is-cidr'

const maxTextLength = 200
const maxMultiplier = 1_000n * multiplierScale

/** A short required text of one line; invisible controls are taken out. */
export const textField = (maxLength: number = maxTextLength) =>
  z.string().overwrite(cleanLine).trim().min(1).max(maxLength)

/** A person's name, which may be empty; invisible controls are taken out. */
export const personNameField = z.string().overwrite(cleanLine).trim().max(maxTextLength)

/** A whole number within bounds. */
export const countField = (min: number, max: number) => z.number().int().min(min).max(max)

/** An amount of nano-USD as a decimal string, read into a bigint. */
export const nanoUsdField = (min: bigint = 0n, max: bigint = maxNanoUsd) =>
  z
    .string()
    .max(20)
    .transform((text, context) => {
      const value = parseNanoUsd(text)
      if (value !== null && value >= min && value <= max) return value
      context.addIssue({ code: 'custom', message: `must be nano-USD as a decimal string, from ${min} to ${max}` })
      return z.NEVER
    })

/** A multiplier as a decimal string with at most 6 places, read into millionths. */
export const multiplierField = z
  .string()
  .max(14)
  .transform((text, context) => {
    const value = parseMultiplier(text)
    if (value !== null && value <= maxMultiplier) return value
    context.addIssue({
      code: 'custom',
      message: `must be a decimal string from 0 to ${formatMultiplier(maxMultiplier)} with at most 6 places`,
    })
    return z.NEVER
  })

/** An instant in ISO 8601, with its zone. */
export const timeField = z.iso.datetime({ offset: true }).transform((text) => new Date(text))

/** An instant that is still to come. */
export const futureTimeField = timeField.refine((time) => time.getTime() > Date.now(), {
  error: 'must be in the future',
})

export const periodField = z.enum(['day', 'week', 'month'])

/** Model names, exact or with a `*` at their end. */
export const modelListField = z.array(z.string().trim().min(1).max(maxTextLength)).max(500)

/** Addresses and CIDR ranges, IPv4 and IPv6. */
export const cidrListField = z
  .array(z.string().trim().refine(isCidr, { error: 'must be an address or a CIDR range' }))
  .max(200)

/** A mail address in the one form it is stored in. */
export const emailField = z.string().trim().toLowerCase().max(254).pipe(z.email())

export const passwordField = z.string().min(8).max(200)

/** The query of every list. */
export const pageFields = {
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
}
