import { createHttpAgent, type HttpAgent } from '../http/http-agent'
import { shared } from '../process-state'
import { settings } from '../settings'
import type { UpstreamAccountConfig } from '../upstream-accounts'

/** Sockets one process keeps to one account's host. */
const maxConnections = 2048
/** Accounts whose connections are kept; beyond it one that wasn't used lately is closed. */
const maxAgents = 4096

type Entry = { version: number; agent: HttpAgent; isUsed: boolean }

const agents = shared('upstream-agents', () => new Map<string, Entry>())

function create(account: UpstreamAccountConfig): HttpAgent {
  return createHttpAgent(account, {
    connectTimeoutMs: settings().connectTimeoutMs,
    connections: maxConnections,
    pipelining: 1,
    keepAliveTimeout: 30_000,
    keepAliveMaxTimeout: 300_000,
    // The relay watches for silence itself, so that it can keep the caller's stream alive meanwhile.
    bodyTimeout: 0,
  })
}

/** The connections to an account's host, kept open; made anew when the account changes. */
export function agentFor(account: UpstreamAccountConfig): HttpAgent {
  const all = agents()
  const found = all.get(account.accountId)
  if (found?.version === account.version) {
    found.isUsed = true
    return found.agent
  }
  if (found) retire(found)
  const entry = { version: account.version, agent: create(account), isUsed: true }
  all.set(account.accountId, entry)
  if (all.size > maxAgents) retireOne(all)
  return entry.agent
}

/** The oldest goes that wasn't used since it was last looked at. */
function retireOne(all: Map<string, Entry>): void {
  for (const [accountId, entry] of all) {
    all.delete(accountId)
    if (!entry.isUsed) {
      retire(entry)
      return
    }
    entry.isUsed = false
    all.set(accountId, entry)
  }
}

/** Running calls finish on the old connections; then they close. */
function retire(entry: Entry): void {
  void entry.agent.close().catch(() => undefined)
}

/** Closes every upstream connection (clean stop, tests). */
export async function closeAgents(): Promise<void> {
  const all = agents()
  const entries = [...all.values()]
  all.clear()
  await Promise.all(entries.map((entry) => entry.agent.destroy().catch(() => undefined)))
}
