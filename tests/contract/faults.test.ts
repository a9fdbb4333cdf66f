import { describe, expect, it, vi } from 'vitest'
import { door, type Tenant, useGateway } from './support/gateway'
import { expectNothingTaken, takenBy } from './support/leftovers'
import { errorOf, send } from './support/raw-http'

/** The step of the path that throws now, once. */
const fault = vi.hoisted(() => ({ at: '', thrown: 0 }))

type Module = Record<string, unknown>

const breakable = vi.hoisted(() => (module: Module, ...names: string[]): Module => {
  const broken: Module = { ...module }
  for (const name of names) {
    const real = module[name]
    if (typeof real !== 'function') throw new Error(`${name} is no function`)
    broken[name] = (...args: unknown[]) => {
      if (fault.at !== name) return real(...args)
      fault.thrown += 1
      throw new Error(`injected at ${name}`)
    }
  }
  return broken
})

vi.mock('@/lib/gateway/authenticate', async (real) => breakable(await real<Module>(), 'authenticate'))
vi.mock('@/lib/gateway/read-request', async (real) => breakable(await real<Module>(), 'readRequestBody'))
vi.mock('@/lib/gateway/plan-call', async (real) =>
  breakable(await real<Module>(), 'planCall', 'candidatesOf', 'servingAccount'),
)
vi.mock('@/lib/gateway/take-slots', async (real) =>
  breakable(await real<Module>(), 'takeCustomerSlot', 'takeAccountSlot'),
)
vi.mock('@/lib/gateway/hold-money', async (real) => breakable(await real<Module>(), 'holdMoney'))
vi.mock('@/lib/gateway/disconnect', async (real) => breakable(await real<Module>(), 'watchCaller'))
vi.mock('@/lib/gateway/try-account', async (real) => breakable(await real<Module>(), 'tryAccount'))
vi.mock('@/lib/gateway/forward', async (real) => breakable(await real<Module>(), 'forward'))
vi.mock('@/lib/gateway/relay', async (real) => breakable(await real<Module>(), 'relay'))
vi.mock('@/lib/gateway/note-failure', async (real) => breakable(await real<Module>(), 'noteFailure'))
vi.mock('@/lib/gateway/settle', async (real) => breakable(await real<Module>(), 'settle'))

const gateway = useGateway()

const steps = [
  ...['authenticate', 'readRequestBody', 'planCall', 'takeCustomerSlot', 'holdMoney', 'watchCaller', 'takeAccountSlot'],
  ...['candidatesOf', 'tryAccount', 'servingAccount', 'forward', 'relay', 'noteFailure'],
]

const call = (tenant: Tenant, stream: boolean) =>
  send(`${gateway.url}/v1/responses`, {
    headers: { authorization: `Bearer ${tenant.key}` },
    body: { model: 'sim-small', input: 'hi', stream },
  })

describe(`A throw at any step, through the ${door} door`, () => {
  it.each(steps.flatMap((step) => [[step, false] as const, [step, true] as const]))(
    'of %s (stream %s) is our own error, and every slot, queue place and hold is given back',
    async (step, stream) => {
      const tenant = await gateway.tenant({ user: { concurrencyLimit: 1 }, accounts: [{ concurrencyLimit: 1 }] })
      const limited = { kind: 'status', status: 500 }
      if (step === 'noteFailure')
        await gateway.fault({ match: { apiKey: tenant.accountKeys[0] }, fault: limited, times: 1 })
      Object.assign(fault, { at: step, thrown: 0 })
      const answer = await call(tenant, stream)
      fault.at = ''
      expect(fault.thrown).toBeGreaterThan(0)
      expect(answer.status).toBe(500)
      expect(errorOf(answer)['message']).not.toContain('injected')
      await expectNothingTaken(tenant)
      // The limit of one is free again for the next call.
      expect((await call(tenant, stream)).status).toBe(200)
      await expectNothingTaken(tenant)
    },
  )

  it('of settle: the slots are given back all the same', async () => {
    const tenant = await gateway.tenant({ user: { concurrencyLimit: 1 }, accounts: [{ concurrencyLimit: 1 }] })
    Object.assign(fault, { at: 'settle', thrown: 0 })
    await call(tenant, false)
    fault.at = ''
    expect(fault.thrown).toBe(1)
    await vi.waitFor(
      async () => expect(await takenBy(tenant)).toMatchObject({ customers: 0, accounts: 0, waiting: 0 }),
      {
        timeout: 10_000,
      },
    )
    expect((await call(tenant, false)).status).toBe(200)
  })
})
