import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { isUnreachable } from '@/lib/db/is-unreachable'
import { prisma } from '@/lib/db/prisma'
import { callError } from '@/lib/gateway/call-error'
import { noDatabaseUrl } from '../../support/test-environment'

const coded = (code: string) => Object.assign(new Error(code), { code })

async function thrownBy(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work()
    return null
  } catch (error) {
    return error
  }
}

describe('a database that can’t be reached', () => {
  it('is told from a statement that is wrong, by pg’s error and by Prisma’s', async () => {
    const client = new pg.Client({ connectionString: noDatabaseUrl, connectionTimeoutMillis: 2_000 })
    expect(isUnreachable(await thrownBy(() => client.connect()))).toBe(true)
    expect(isUnreachable(await thrownBy(() => prisma().user.findFirst()))).toBe(true)
  })

  it.each(['08006', '57P01', '57P03', '53300', 'P1001', 'ECONNREFUSED', 'ECONNRESET'])('%s says so', (code) => {
    expect(isUnreachable(coded(code))).toBe(true)
    expect(isUnreachable(new Error('a look-up failed', { cause: coded(code) }))).toBe(true)
    expect(callError(coded(code))).toMatchObject({ code: 'overloaded', status: 503, retryAfterSeconds: 5 })
  })

  it.each(['23505', '40P01', 'P2002', 'ERR_INVALID_ARG_TYPE'])('%s is a fault of ours', (code) => {
    expect(isUnreachable(coded(code))).toBe(false)
    expect(callError(coded(code))).toMatchObject({ code: 'internal' })
  })

  it('no chain of causes is followed for ever', () => {
    const error = new Error('round')
    error.cause = error
    expect(isUnreachable(error)).toBe(false)
  })
})
