import type { Account, NextAuthOptions, Profile } from 'next-auth'
import Credentials from 'next-auth/providers/credentials'
import GitHub from 'next-auth/providers/github'
import Google from 'next-auth/providers/google'
import { sessionTokenSeconds } from '../auth/session-token'
import { env } from '../env'
import { isId } from '../ids'
import { endSessionById } from './end-session-by-id'
import { githubProfile } from './github-profile'
import { linkOauthIdentity, type OauthProfile } from './link-oauth-identity'
import {
  type Browser,
  createSignInTicket,
  type SignInResult,
  signInVouched,
  signInWithPassword,
  signInWithTicket,
} from './sign-in'

type Claims = Record<string, unknown>
type Fields = Partial<Record<'email' | 'password' | 'code' | 'ticket', string>>

function sessionOrThrow(result: SignInResult): { id: string; sessionId: string } {
  // next-auth hands an error's message to the page as `result.error`.
  if (!result.ok) throw new Error(result.refusal)
  return { id: result.userId, sessionId: result.sessionId }
}

async function authorize(fields: Fields | undefined, browser: Browser): Promise<{ id: string; sessionId: string }> {
  const { email = '', password = '', ticket } = fields ?? {}
  const code = fields?.code || undefined
  if (ticket) return sessionOrThrow(await signInWithTicket({ ticket, code }, browser))
  return sessionOrThrow(await signInWithPassword({ email, password, code }, browser))
}

function providers(browser: Browser): NextAuthOptions['providers'] {
  const { GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET, GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET } = env()
  const list: NextAuthOptions['providers'] = [
    Credentials({
      credentials: { email: {}, password: {}, code: {}, ticket: {} },
      authorize: async (fields) => await authorize(fields, browser),
    }),
  ]
  if (GOOGLE_CLIENT_ID && GOOGLE_CLIENT_SECRET) {
    list.push(Google({ clientId: GOOGLE_CLIENT_ID, clientSecret: GOOGLE_CLIENT_SECRET }))
  }
  if (GITHUB_CLIENT_ID && GITHUB_CLIENT_SECRET) {
    const credentials = { clientId: GITHUB_CLIENT_ID, clientSecret: GITHUB_CLIENT_SECRET }
    const request = async ({ tokens }: { tokens: { access_token?: string } }) =>
      await githubProfile(tokens.access_token ?? '')
    const profile = ({ sub, name, email }: Claims) => ({ id: String(sub), name: String(name), email: String(email) })
    list.push(
      GitHub({
        ...credentials,
        userinfo: { url: 'https://api.github.com/user', request },
        profile: (p) => profile({ ...p }),
      }),
    )
  }
  return list
}

function profileOf(account: Account, profile: Profile | undefined, name: string): OauthProfile {
  const claims: Record<string, unknown> = { ...profile }
  return {
    provider: account.provider,
    providerId: account.providerAccountId,
    email: String(claims['email'] ?? '').toLowerCase(),
    emailVerified: claims['email_verified'] === true,
    name,
  }
}

const refusedUrl = (refusal: string) => `/sign-in?error=${refusal}`

async function admitVouched(account: Account, profile: Profile | undefined, name: string): Promise<string | null> {
  const result = await linkOauthIdentity(profileOf(account, profile, name))
  if (!result.ok) return refusedUrl(result.refusal)
  if (result.user.status !== 'active') return refusedUrl('user_suspended')
  if (result.user.totpEnabledAt === null) return null
  return `/sign-in?ticket=${encodeURIComponent(createSignInTicket(result.user.id))}`
}

async function vouchedSession(account: Account, profile: Profile | undefined, browser: Browser): Promise<string> {
  const result = await linkOauthIdentity(profileOf(account, profile, ''))
  if (!result.ok) throw new Error(result.refusal)
  return sessionOrThrow(await signInVouched(result.user.id, browser)).sessionId
}

function callbacks(browser: Browser): NonNullable<NextAuthOptions['callbacks']> {
  return {
    signIn: async ({ account, profile, user }) => {
      if (!account || account.type === 'credentials') return true
      return (await admitVouched(account, profile, user.name ?? '')) ?? true
    },
    jwt: async ({ token, user, account, profile }) => {
      if (!account) return token
      const made: Record<string, unknown> = { ...user }
      const sessionId =
        account.type === 'credentials' ? made['sessionId'] : await vouchedSession(account, profile, browser)
      // The token names the session and nothing else: all else is read afresh.
      return { sessionId }
    },
    session: async ({ session }) => ({ expires: session.expires }),
    redirect: async ({ url, baseUrl }) => {
      if (url.startsWith('/') && !url.startsWith('//') && !url.startsWith('/\\')) return `${baseUrl}${url}`
      return URL.canParse(url) && new URL(url).origin === baseUrl ? url : baseUrl
    },
  }
}

/** next-auth's options for one request of a browser: the token carries a session id, which every page checks against the sessions table. */
export function authOptions(browser: Browser): NextAuthOptions {
  return {
    secret: env().NEXTAUTH_SECRET,
    session: { strategy: 'jwt', maxAge: sessionTokenSeconds },
    pages: { signIn: '/sign-in', error: '/sign-in', signOut: '/sign-in' },
    providers: providers(browser),
    callbacks: callbacks(browser),
    events: {
      signOut: async ({ token }) => {
        const sessionId = token['sessionId']
        if (typeof sessionId === 'string' && isId('session', sessionId)) await endSessionById(sessionId)
      },
    },
  }
}
