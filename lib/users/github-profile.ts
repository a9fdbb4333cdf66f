import { z } from 'zod'

const timeoutMs = 10_000
const maxEmails = 100

const userAnswer = z.object({ id: z.number(), name: z.string().nullish(), login: z.string() })
const emailsAnswer = z
  .array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }))
  .max(maxEmails)

async function ask<S extends z.ZodType>(schema: S, path: string, accessToken: string): Promise<z.output<S>> {
  const response = await fetch(`https://api.github.com${path}`, {
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
