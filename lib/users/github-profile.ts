import { z } from 'zod'
import { env } from '../env'

const timeoutMs = 10_000
const maxEmails = 100
const publicGithub = 'https://github.com'

const userAnswer = z.object({ id: z.number(), name: z.string().nullish(), login: z.string() })
const emailsAnswer = z
  .array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }))
  .max(maxEmails)

/** GitHub itself has its API on a host of its own, GitHub Enterprise below a path. */
function apiUrl(): string {
  const { GITHUB_URL } = env()
  return GITHUB_URL === publicGithub ? 'https://api.github.com' : `${GITHUB_URL}/api/v3`
}

async function ask<S extends z.ZodType>(schema: S, path: string, accessToken: string): Promise<z.output<S>> {
  const response = await fetch(`${apiUrl()}${path}`, {
    headers: {
      authorization: `Bearer ${accessToken}`,
      accept: 'application/vnd.github+json',
      'user-agent': 'turnpike',
    },
    signal: AbortSignal.timeout(timeoutMs),
  })
  if (!response.ok) throw new Error(`GitHub answered ${response.status}`)
  return schema.parse(await response.json())
}

/** A GitHub user with their primary address and whether GitHub has verified it, which its plain profile doesn't tell. */
export async function githubProfile(accessToken: string) {
  const [user, emails] = await Promise.all([
    ask(userAnswer, '/user', accessToken),
    ask(emailsAnswer, '/user/emails', accessToken),
  ])
  const primary = emails.find((each) => each.primary)
  const email = primary?.email ?? ''
  return {
    sub: String(user.id),
    id: user.id,
    name: user.name ?? user.login,
    login: user.login,
    email,
    email_verified: primary?.verified ?? false,
  }
}
