import { env } from '../env'

export type SignInProvider = 'google' | 'github'

/** The outside sign-ins that are configured. */
export function signInProviders(): SignInProvider[] {
  const { GOOGLE_CLIENT_ID, GITHUB_CLIENT_ID } = env()
  const providers: SignInProvider[] = []
  if (GOOGLE_CLIENT_ID !== undefined) providers.push('google')
  if (GITHUB_CLIENT_ID !== undefined) providers.push('github')
  return providers
}
