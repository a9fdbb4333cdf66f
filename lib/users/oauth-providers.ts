import type { NextAuthOptions } from 'next-auth'
import GitHub from 'next-auth/providers/github'
import Google from 'next-auth/providers/google'
import { env } from '../env'
import { githubProfile } from './github-profile'

type Providers = NextAuthOptions['providers']
type Claims = Record<string, unknown>

const timeoutMs = 10_000

function google(): Providers {
  const { GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET, GOOGLE_ISSUER } = env()
  if (!GOOGLE_CLIENT_ID || !GOOGLE_CLIENT_SECRET) return []
  const credentials = { clientId: GOOGLE_CLIENT_ID, clientSecret: GOOGLE_CLIENT_SECRET }
  const wellKnown = `${GOOGLE_ISSUER}/.well-known/openid-configuration`
  return [Google({ ...credentials, wellKnown, httpOptions: { timeout: timeoutMs } })]
}

function github(): Providers {
  const { GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET, GITHUB_URL } = env()
  if (!GITHUB_CLIENT_ID || !GITHUB_CLIENT_SECRET) return []
  const oauth = `${GITHUB_URL}/login/oauth`
  return [
    GitHub({
      ...{ clientId: GITHUB_CLIENT_ID, clientSecret: GITHUB_CLIENT_SECRET, issuer: oauth },
      authorization: { url: `${oauth}/authorize`, params: { scope: 'read:user user:email' } },
      token: `${oauth}/access_token`,
      httpOptions: { timeout: timeoutMs },
      userinfo: {
        request: async ({ tokens }: { tokens: { access_token?: string } }) =>
          await githubProfile(tokens.access_token ?? ''),
      },
      profile: (claims) => {
        const { sub, name, email }: Claims = { ...claims }
        return { id: String(sub), name: String(name), email: String(email) }
      },
    }),
  ]
}

/** The outside sign-ins that are configured, for next-auth. */
export function oauthProviders(): Providers {
  return [...google(), ...github()]
}
