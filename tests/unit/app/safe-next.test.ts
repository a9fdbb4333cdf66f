import { expect, it } from 'vitest'
import { safeNext, signedInHome } from '@/app/(auth)/_components/safe-next'

it.each(['/keys', '/usage?key=key_1&status=failed', '/settings#sessions'])('follows %s', (next) => {
  expect(safeNext(next)).toBe(next)
})

it.each([null, '', 'keys', '//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '/\tx'])(
  'goes home instead of %j',
  (next) => {
    expect(safeNext(next)).toBe(signedInHome)
  },
)
