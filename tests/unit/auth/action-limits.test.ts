import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { limits } from '@/lib/auth/rate-limits'

const root = path.resolve(import.meta.dirname, '../../..')
const wrappers = ['publicAction', 'customerAction', 'adminAction'] as const

/** What each wrapper counts, and what guards the actions that can be guessed, mailed or charged with. */
const stricter: Readonly<Record<string, { verb: string; limit: keyof typeof limits }>> = {
  signUpAction: { verb: 'lib/users/sign-up.ts', limit: 'signUpAddress' },
  verifyEmailAction: { verb: 'lib/users/verify-email.ts', limit: 'mailCode' },
  resendCodeAction: { verb: 'lib/users/resend-verification.ts', limit: 'resendPause' },
  requestResetAction: { verb: 'lib/users/request-password-reset.ts', limit: 'mailAccount' },
  resetPasswordAction: { verb: 'lib/users/reset-password.ts', limit: 'mailCode' },
  changePasswordAction: { verb: 'lib/users/confirm-password.ts', limit: 'signInAccount' },
  requestEmailAction: { verb: 'lib/users/request-email-change.ts', limit: 'mailAccount' },
  confirmEmailAction: { verb: 'lib/users/confirm-email-change.ts', limit: 'mailCode' },
  enableTwoFactorAction: { verb: 'lib/users/enable-two-factor.ts', limit: 'twoFactor' },
  disableTwoFactorAction: { verb: 'lib/users/disable-two-factor.ts', limit: 'twoFactor' },
  redeemCodeAction: { verb: 'lib/redeem-codes/redeem-code.ts', limit: 'redeemCode' },
}

/** Sets a cookie of the visitor's own and touches nothing else. */
const harmless = new Set(['lib/i18n/set-locale.ts'])

function actionFiles(folder: string): string[] {
  return fs.readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = `${folder}/${entry.name}`
    if (entry.isDirectory()) return entry.name === 'generated' ? [] : actionFiles(file)
    if (!/\.tsx?$/.test(entry.name)) return []
    return /^'use server'$/m.test(fs.readFileSync(path.join(root, file), 'utf8')) ? [file] : []
  })
}

type Action = { file: string; name: string; wrapper: string | undefined }

function actionsIn(file: string): Action[] {
  const text = fs.readFileSync(path.join(root, file), 'utf8')
  const exported = [...text.matchAll(/^export (?:async )?(?:const|function) (\w+)(?: = (\w+))?/gm)]
  return exported.map((match) => ({ file, name: match[1] ?? '', wrapper: match[2] }))
}

const actions = [...actionFiles('app'), ...actionFiles('lib')].filter((file) => !harmless.has(file)).flatMap(actionsIn)

describe('every server action', () => {
  it('is found', () => {
    expect(actions.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['signUpAction', 'mintKeyAction', 'callCostAction', 'updateNotificationsAction']),
    )
  })

  it('is made by a wrapper that checks who asks, reads the input by its schema and counts the call', () => {
    const bare = actions.filter(({ wrapper }) => !wrappers.some((name) => name === wrapper))
    expect(bare).toEqual([])
    const source = fs.readFileSync(path.join(root, 'lib/auth/actions.ts'), 'utf8')
    for (const wrapper of wrappers) {
      const body = source.slice(source.indexOf(`export function ${wrapper}`)).split('\n}\n')[0] ?? ''
      expect(body).toContain(`Limit('${wrapper}'`)
      expect(body).toContain('parseInput(schema, input)')
    }
  })

  it.each(Object.entries(stricter))('%s has a limit of its own', (name, { verb, limit }) => {
    expect(limits[limit].points).toBeGreaterThan(0)
    const text = fs.readFileSync(path.join(root, verb), 'utf8')
    expect(text, `${name} counts ${limit}`).toContain(`Limit('${limit}'`)
  })

  it('of a visitor is in the list of those with a limit of their own', () => {
    const open = actions.filter(({ wrapper }) => wrapper === 'publicAction').map(({ name }) => name)
    // Closing a view of a customer's pages ends a session of one's own.
    expect(open.filter((name) => !(name in stricter) && name !== 'stopViewing')).toEqual([])
  })
})
