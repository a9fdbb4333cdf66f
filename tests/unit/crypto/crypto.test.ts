import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decryptSecret,
  encryptSecret,
  hashPassword,
  hashWithEveryPepper,
  hashWithPepper,
  isEqualConstantTime,
  randomBase62,
  reencryptSecret,
  verifyPassword,
} from '@/lib/crypto'

const key = (version: number) => ({ version, bytes: Buffer.alloc(32, version) })

describe('encryption', () => {
  it('gives back any text, never the same cipher twice, and nothing of the text in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const cipher = encryptSecret(text, [key(1)])
        expect(decryptSecret(cipher, [key(1)])).toBe(Buffer.from(text, 'utf8').toString('utf8'))
        expect(encryptSecret(text, [key(1)])).not.toBe(cipher)
      }),
    )
  })

  it('reads older versions, brings them under the newest key, and refuses a key that is gone', () => {
    const old = encryptSecret('secret', [key(1)])
    expect(decryptSecret(old, [key(2), key(1)])).toBe('secret')
    const renewed = reencryptSecret(old, [key(2), key(1)])
    expect(renewed).toMatch(/^v2:/)
    expect(decryptSecret(renewed ?? '', [key(2)])).toBe('secret')
    expect(reencryptSecret(renewed ?? '', [key(2), key(1)])).toBeNull()
    expect(() => decryptSecret(old, [key(2)])).toThrow('no version v1')
  })

  it('refuses a text that was changed anywhere', () => {
    const parts = encryptSecret('secret', [key(1)]).split(':')
    for (let index = 1; index < parts.length; index++) {
      const part = parts[index] ?? ''
      const changed = parts.with(index, `${part.startsWith('A') ? 'B' : 'A'}${part.slice(1)}`).join(':')
      expect(() => decryptSecret(changed, [key(1)])).toThrow()
    }
    expect(() => decryptSecret(parts.with(2, (parts[2] ?? '').slice(0, 6)).join(':'), [key(1)])).toThrow()
  })
})

describe('hashes', () => {
  it('of a secret depend on the pepper and are found under every version', () => {
    const [first, second] = [key(1), key(2)]
    expect(hashWithPepper('x', [first]).hash).not.toBe(hashWithPepper('x', [second]).hash)
    expect(hashWithEveryPepper('x', [second, first]).map((each) => each.version)).toEqual([2, 1])
    expect(isEqualConstantTime('a', 'a')).toBe(true)
    expect(isEqualConstantTime('a', 'ab')).toBe(false)
  })

  it('of a password are argon2id with their own salt', async () => {
    const hash = await hashPassword('correct horse')
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(await hashPassword('correct horse')).not.toBe(hash)
    expect(await verifyPassword(hash, 'correct horse')).toBe(true)
    expect(await verifyPassword(hash, 'wrong')).toBe(false)
    expect(await verifyPassword(null, 'correct horse')).toBe(false)
    expect(await verifyPassword('not a hash', 'x')).toBe(false)
  })
})

describe('randomBase62', () => {
  it('has the length, only base62, and every character about as often', () => {
    const text = randomBase62(62_000)
    expect(text).toMatch(/^[0-9A-Za-z]{62000}$/)
    const counts = new Map<string, number>()
    for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
    expect(counts.size).toBe(62)
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(250)
  })
})
