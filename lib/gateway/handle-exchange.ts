import { isPromise } from '../maybe-promise'
import { authenticate } from './authenticate'
import { type Call, noteBody, startCall } from './call'
import { callError } from './call-error'
import { crashPoint } from './crash-point'
import { watchCaller } from './disconnect'
import type { Exchange } from './exchange'
import { type HeldMoney, holdMoney } from './hold-money'
import { finishCall } from './log-call'
import { noteFailure } from './note-failure'
import { type CallPlan, planCall } from './plan-call'
import type { PathFacts, Protocol } from './protocols'
import { readRequestBody } from './read-request'
import { createScope } from './scope'
import { settle, voided } from './settle'
import { takeAccountSlot, takeCustomerSlot } from './take-slots'
import { tryAccount } from './try-account'

/**
 * THE path of one request, top to bottom (gateway.md §4). Everything taken is deferred to the scope on its next line and
 * given back in reverse on every way out: answer, error, abort, throw, shutdown. Steps that know their answer give it at
 * once, so that a call takes few turns of the microtask queue.
 *
 *  1 request id        startCall
 *  2 authenticate      401, 403 or 429, each reason with its own code
 *  3 parse and plan    who may serve it and at which price; nothing is taken yet
 *  4 rate windows      ┐
 *  5 customer's slot   ┘ one round trip; waits its turn                        undo: give the slot back
 *  6 hold money          the call's bound, on every scope that limits it       undo: settle, as void when nothing came
 *  7 account and slot    one round trip; waits for any that could serve        undo: give the slot back
 *  8 forward             one attempt; what fails before output goes to 7 again
 *  9 relay and meter     bytes through, usage found on the way
 * 10 settle              exactly one usage record                              ┐ scope.close
 * 11 release                                                                   ┘
 */
export async function handleExchange(exchange: Exchange, protocol: Protocol, path: PathFacts): Promise<void> {
  const scope = createScope()
  const call = startCall(exchange, protocol, path)
  try {
    const known = authenticate(exchange, protocol.allowsQueryKey)
    const access = isPromise(known) ? await known : known
    const body = await readRequestBody(exchange)
    noteBody(call)
    const request = protocol.parse(body, path)
    const planned = planCall(call, access, request)
    const plan = isPromise(planned) ? await planned : planned

    const admitted = takeCustomerSlot(call, access, request)
    const customer = isPromise(admitted) ? await admitted : admitted
    scope.defer(customer)

    const holding = holdMoney(call, access, plan)
    const held = isPromise(holding) ? await holding : holding
    scope.defer(new Settlement(call, held, plan))
    crashPoint('after_hold')

    const caller = watchCaller(exchange.signal, plan.pool.disconnectPolicy)
    scope.defer(caller)

    while (call.outcome === null) {
      const taken = takeAccountSlot(call, access, plan)
      const slot = isPromise(taken) ? await taken : taken
      scope.defer(slot)
      if (slot.waited) await authenticate(exchange, protocol.allowsQueryKey)
      crashPoint('after_account_slot')
      const tried = await tryAccount({ call, plan, held, slot, caller })
      if (tried.kind === 'done') call.outcome = tried.outcome
      else {
        noteFailure(call, plan, slot.accountId, tried)
        await slot.lease.release()
      }
    }
    crashPoint('after_last_byte')
  } catch (thrown) {
    call.error = callError(thrown)
    call.errorCode = call.error.code
    call.reply.fail(call.error)
  } finally {
    try {
      call.reply.close()
    } finally {
      const closing = scope.close()
      if (isPromise(closing)) await closing
      finishCall(call, call.outcome)
    }
  }
}

/** Gives held money back: what the call came to is settled. */
class Settlement {
  constructor(
    private readonly call: Call,
    private readonly held: HeldMoney,
    private readonly plan: CallPlan,
  ) {}

  undo(): void {
    const { call } = this
    // Not waited for: the ledger keeps it until it is durable, and the customer's slot is free before.
    void settle(call, this.held, call.outcome ?? voided(call, this.plan.attempts))
  }
}
