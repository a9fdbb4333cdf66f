import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { sayIn } from '@/lib/i18n/say-in'

const root = path.resolve(import.meta.dirname, '../../..')

/** Sentences that a customer's action never answers with: they are of the operator, of webhooks, or of another's things. */
const unseen = [
  'There is no such user.',
  'There is no such purchase.',
  'There is no such page.',
  'There is no such plan.',
  'There is no such code.',
  'Only a paid purchase of credit can be refunded.',
  'The signature does not fit the body.',
]

/** What only members of the staff hear. */
const ofStaff = [
  'Taking credit back needs the role admin.',
  'Support may give Pro a day; Pro of it is left.',
  'Only a management token with every scope can give out a staff role or change a staff account.',
  'Only an owner can change admins and owners.',
  'At most Pro can be taken back; the rest is spent or held by running calls.',
  'Only staff can do this.',
  'The mail could not be sent: Pro',
  'Only staff can look at a customer’s pages.',
  'Only customers’ pages can be looked at.',
  'A suspended customer has no pages to look at.',
]

/** Codes that the sign-in page has words for. */
const aCode = /^[a-z_]+$/

/** Around the sentence of a field, which is shown beside the field instead. */
const aboutFields = /^The (amount|Pro) Pro\.$/

const isForCustomers = (text: string) =>
  ![...unseen, ...ofStaff].includes(text) && !aboutFields.test(text) && !aCode.test(text)

function sourcesOf(folder: string): string[] {
  const names = fs.readdirSync(path.join(root, folder)).filter((name) => name.endsWith('.ts'))
  return names.map((name) => fs.readFileSync(path.join(root, folder, name), 'utf8'))
}

/** What the code of a folder refuses with, each hole filled with a word. */
function refusalsOf(folder: string): string[] {
  const thrown = /(?:AppError\(\s*'\w+',\s*|refuse\((?:'\w+',\s*)?|sentence = )(['`])(.+?)\1\s*[,)\n]/g
  const texts = sourcesOf(folder).flatMap((source) => [...source.matchAll(thrown)].map((match) => match[2] ?? ''))
  return texts.map((text) => text.replaceAll(/\$\{.+?\}+/g, 'Pro'))
}

describe('sayIn', () => {
  it('puts what stood in the English sentence into the other one', () => {
    expect(sayIn('zh', 'must be from $5.00 to $500.00')).toBe('必须在 $5.00 到 $500.00 之间')
    expect(sayIn('zh', 'Your plan Pro (a|b) runs. Change it instead of buying a second one.')).toContain('Pro (a|b)')
  })

  it('leaves English readers their sentence, and everyone what it doesn’t know', () => {
    expect(sayIn('en', 'must be whole cents')).toBe('must be whole cents')
    expect(sayIn('zh', 'Your card was declined.')).toBe('Your card was declined.')
    expect(sayIn('zh', 'must be whole cents, and more')).toBe('must be whole cents, and more')
  })

  it.each(['lib/billing', 'lib/redeem-codes', 'lib/users', 'lib/api-keys', 'lib/mail'])(
    'has every refusal of %s',
    (folder) => {
      const refusals = refusalsOf(folder).filter(isForCustomers)
      expect(refusals.length).toBeGreaterThan(0)
      expect(refusals.filter((text) => sayIn('zh', text) === text)).toEqual([])
    },
  )
})
