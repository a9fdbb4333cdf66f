import { signIn } from 'next-auth/react'

/** What was proved before the code: a password, or a provider's sign-in that left a ticket. */
export type FirstFactor = { email: string; password: string } | { ticket: string }

/** Null when the person is signed in, else the code of the refusal. */
export async function sendSignIn(first: FirstFactor, code?: string): Promise<string | null> {
  const answer = await signIn('credentials', { redirect: false, ...first, ...(code ? { code } : {}) })
  if (!answer) return 'other'
  return answer.error ?? null
}
