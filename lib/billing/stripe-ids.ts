/** Where Stripe's types allow the id or the whole object: the id. */
export function idOf(value: string | { id: string } | null | undefined): string | null {
  return typeof value === 'string' ? value : (value?.id ?? null)
}

/** Where Stripe's types allow the id or the expanded object: the object, when it was expanded. */
export function objectOf<T extends object>(value: string | T | null | undefined): T | null {
  return typeof value === 'object' && value !== null ? value : null
}

/** Stripe's seconds as an instant. */
export const timeOf = (seconds: number): Date => new Date(seconds * 1_000)

/** What we write on Stripe's objects, to find our rows again whichever object comes first. */
export const metadataNames = {
  checkout: 'turnpike_checkout',
  user: 'turnpike_user',
  plan: 'turnpike_plan',
  surplus: 'turnpike_surplus',
} as const
