import type { CandidateSet } from '../store'

export type PoolTicket = {
  id: string
  processId: string
  userId: string
  candidates: CandidateSet
  aliveUntilMs: number
  turnCost: number
  /** The account of the ticket's session, while it waits only for that one. */
  stickyAccountId: string | null
  stickyUntilMs: number
  sessionKey: string | null
  stickyTtlMs: number
  /** Start tag of fair queueing: the smallest is served first, equals in the order they came. */
  tag: number
  sequence: number
}

/** Who waits in one pool. It exists only while somebody waits: an idle queue has no past. */
export type PoolQueue = {
  tickets: PoolTicket[]
  nextSequence: number
  /** The start tag of who was served last. */
  virtualTime: number
  /** Customer → tag at which its next start may begin. */
  finish: Map<string, number>
  /** When a waiter of this pool was last served, counted in the shard's hand-overs. */
  turn: number
}

export function createPoolQueue(turn: number): PoolQueue {
  return { tickets: [], nextSequence: 1, virtualTime: 0, finish: new Map(), turn }
}

/**
 * Start-time fair queueing: a customer's next ticket begins where its last one ended, but not before what is served now,
 * so that who has hundreds waiting doesn't delay another's single call by more than one turn.
 */
export function enqueue(queue: PoolQueue, ticket: Omit<PoolTicket, 'tag' | 'sequence'>): void {
  const tag = Math.max(queue.virtualTime, queue.finish.get(ticket.userId) ?? 0)
  queue.finish.set(ticket.userId, tag + ticket.turnCost)
  const sequence = queue.nextSequence++
  let index = queue.tickets.length
  while (index > 0 && (queue.tickets[index - 1]?.tag ?? 0) > tag) index--
  queue.tickets.splice(index, 0, { ...ticket, tag, sequence })
}

/** Takes out a ticket that is served now. */
export function serve(queue: PoolQueue, ticket: PoolTicket): void {
  queue.tickets = queue.tickets.filter((each) => each !== ticket)
  queue.virtualTime = Math.max(queue.virtualTime, ticket.tag)
  // What ended before now weighs nothing any more.
  if (queue.finish.size <= 2 * queue.tickets.length + 32) return
  for (const [userId, finish] of queue.finish) if (finish <= queue.virtualTime) queue.finish.delete(userId)
}

/** Takes out a ticket that leaves unserved; its customer's later ones move up, as if it had never come. */
export function withdraw(queue: PoolQueue, ticket: PoolTicket): void {
  queue.tickets = queue.tickets.filter((each) => each !== ticket)
  for (const each of queue.tickets) {
    if (each.userId === ticket.userId && each.sequence > ticket.sequence) each.tag -= ticket.turnCost
  }
  queue.tickets.sort((a, b) => a.tag - b.tag || a.sequence - b.sequence)
  queue.finish.set(ticket.userId, (queue.finish.get(ticket.userId) ?? 0) - ticket.turnCost)
}

/**
 * Who must go when the queue is full and `userId` wants in: the newest ticket of the customer with most waiting,
 * if that one would still have more than the newcomer afterwards. Nobody can fill the queue for all.
 */
export function greediestTicket(queue: PoolQueue, userId: string): PoolTicket | null {
  const counts = new Map<string, number>()
  const newest = new Map<string, PoolTicket>()
  for (const ticket of queue.tickets) {
    counts.set(ticket.userId, (counts.get(ticket.userId) ?? 0) + 1)
    if ((newest.get(ticket.userId)?.sequence ?? 0) < ticket.sequence) newest.set(ticket.userId, ticket)
  }
  let greediest: PoolTicket | null = null
  for (const ticket of newest.values()) {
    const more = (counts.get(ticket.userId) ?? 0) - (greediest ? (counts.get(greediest.userId) ?? 0) : 0)
    if (more > 0 || (more === 0 && ticket.sequence > (greediest?.sequence ?? 0))) greediest = ticket
  }
  if (!greediest || (counts.get(greediest.userId) ?? 0) <= (counts.get(userId) ?? 0) + 1) return null
  return greediest
}
