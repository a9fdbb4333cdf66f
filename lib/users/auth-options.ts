import type { Account, NextAuthOptions, Profile } from 'next-auth'
import Credentials from 'next-auth/providers/credentials'
import { sessionTokenSeconds } from '../auth/session-token'
import { env } from '../env'
import type { Locale } from '../i18n/config'
import { isId } from '../ids'
import { endSessionById } from './end-session-by-id'
import { linkOauthIdentity, type OauthProfile } from './link-oauth-identity'
import { oauthProviders } from './oauth-providers'
import {
  type Browser,
  createSignInTicket,
  type SignInResult,
  signInVouched,
  signInWithPassword,
  signInWithTicket,
} from './sign-in'

type Fields = Partial<Record<'email' | 'password' | 'code' | 'ticket', string>>

type Made = { id: string; sessionId: string; locale: string }

/** The language of the page that the person signs in on, and how this browser is told the one they saved. */
export type PageLanguage = { current: Locale; remember: (saved: string) => Promise<void> }

function sessionOrThrow(result: SignInResult): Made {
  // next-auth hands an error's message to the page as `result.error`.
  if (!result.ok) throw new Error(result.refusal)
  return { id: result.userId, sessionId: result.sessionId, locale: result.locale }
}

async function authorize(fields: Fields | undefined, browser: Browser): Promise<Made> {
  const { email = '', password = '', ticket } = fields ?? {}
  const code = fields?.code || undefined
  if (ticket) return sessionOrThrow(await signInWithTicket({ ticket, code }, browser))
  return sessionOrThrow(await signInWithPassword({ email, password, code }, browser))
}

function providers(browser: Browser): NextAuthOptions['providers'] {
  const credentials = Credentials({
    credentials: { email: {}, password: {}, code: {}, ticket: {} },
    authorize: async (fields) => await authorize(fields, browser),
  })
  return [credentials, ...oauthProviders()]
}

function profileOf(account: Account, profile: Profile | undefined, name: string, locale: Locale): OauthProfile {
  const claims: Record<string, unknown> = { ...profile }
  return {
    provider: account.provider,
    providerId: account.providerAccountId,
    email: String(claims['email'] ?? '').toLowerCase(),
    emailVerified: claims['email_verified'] === true,
    name,
    locale,
  }
}

const refusedUrl = (refusal: string) => `/sign-in?error=${refusal}`

async function admitVouched(vouched: OauthProfile): Promise<string | null> {
  const result = await linkOauthIdentity(vouched)
  if (!result.ok) return refusedUrl(result.refusal)
  if (result.user.status !== 'active') return refusedUrl('user_suspended')
  if (result.user.totpEnabledAt === null) return null
  return `/sign-in?ticket=${encodeURIComponent(createSignInTicket(result.user.id))}`
}

async function vouchedSession(vouched: OauthProfile, browser: Browser): Promise<Made> {
  const result = await linkOauthIdentity(vouched)
  if (!result.ok) throw new Error(result.refusal)
  return sessionOrThrow(await signInVouched(result.user.id, browser))
}

function callbacks(browser: Browser, language: PageLanguage): NonNullable<NextAuthOptions['callbacks']> {
  return {
    signIn: async ({ account, profile, user }) => {
      if (!account || account.type === 'credentials') return true
      return (await admitVouched(profileOf(account, profile, user.name ?? '', language.current))) ?? true
    },
    jwt: async ({ token, user, account, profile }) => {
      if (!account) return token
      const made: Record<string, unknown> = { ...user }
      const { sessionId, locale } =
        account.type === 'credentials'
          ? made
          : await vouchedSession(profileOf(account, profile, '', language.current), browser)
      await language.remember(String(locale))
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
export function authOptions(browser: Browser, language: PageLanguage): NextAuthOptions {
  return {
    secret: env().NEXTAUTH_SECRET,
    session: { strategy: 'jwt', maxAge: sessionTokenSeconds },
    pages: { signIn: '/sign-in', error: '/sign-in', signOut: '/sign-in' },
    providers: providers(browser),
    callbacks: callbacks(browser, language),
    events: {
      signOut: async ({ token }) => {
        const sessionId = token['sessionId']
        if (typeof sessionId === 'string' && isId('session', sessionId)) await endSessionById(sessionId)
      },
    },
  }
}
