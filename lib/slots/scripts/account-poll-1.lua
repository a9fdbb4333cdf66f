-- Says that tickets of a pool are still wanted and by which candidates, serves what became free by time alone,
-- and confirms slots handed to them.
-- KEYS[1]   shard base
-- ARGV[1]   process, pool, tickets {{id, digest}}, sets {{digest, candidates as JSON text}}, seed,
--           leaseTtlMs, confirmMs, ticketTtlMs
-- RETURNS   {{code, account, sticky, probe, retryAfterMs} per ticket, signals}
--           1 waiting; 2 granted; 3 none eligible (retryAfterMs, -1 = never by itself); 4 gone
-- Cost      O(waiting tickets of the pool + candidates of its distinct sets).
--- @include begin
--- @include shard
--- @include pool
local pool = command.pool
local silent = {}
for _, asked in ipairs(command.tickets) do silent[asked[1]] = true end
purgeLeases(silent)
for _, set in ipairs(command.sets) do
  keepCandidates(set[1], set[2])
  candidateSets[set[1]] = toSet(set[2])
end
local waiting = {}
for _, ticket in ipairs(ticketsOf(pool)) do waiting[ticket.id] = ticket end
for _, asked in ipairs(command.tickets) do
  local ticket = waiting[asked[1]]
  if ticket and ticket.aliveUntil > now then
    ticket.aliveUntil = now + command.ticketTtlMs
    redis.call('ZADD', poolKey(pool, 'alive'), ticket.aliveUntil, ticket.id)
    if digestOf(ticket) ~= asked[2] then
      countDigest(pool, digestOf(ticket), -1)
      countDigest(pool, asked[2], 1)
      writeTicket(pool, ticket, asked[2], isSticky(ticket))
    end
  end
end
keepPool(pool)
purgeTickets(pool)
drain(pool, silent)

local pausedMs = {}
local function pausedMsOf(digest)
  if not pausedMs[digest] then pausedMs[digest] = pausedForMs(candidatesOf(digest)) end
  return pausedMs[digest]
end

local function stateOf(asked)
  local account, isBound, isProbe = ownerOf(asked[1])
  if account then
    lengthen(asked[1], now + command.leaseTtlMs)
    return { 2, account, isBound, isProbe, 0 }
  end
  if not isWaiting(pool, asked[1]) then return { 4, '', 0, 0, 0 } end
  local retryAfterMs = pausedMsOf(asked[2])
  if retryAfterMs == 0 then return { 1, '', 0, 0, 0 } end
  withdraw(pool, ticketById(pool, asked[1]))
  return { 3, '', 0, 0, retryAfterMs }
end

local states = {}
for i, asked in ipairs(command.tickets) do states[i] = stateOf(asked) end
keep()
return { states, signals }
