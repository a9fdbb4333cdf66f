-- Looks at all candidates, takes the best one's slot in the same step, or a place in the pool's fair queue.
-- KEYS[1]   shard base
-- KEYS[2]   epoch mark
-- ARGV[1]   epoch (the mark as last heard; '' = not looked at),
--           process, pool, ticket, user, turnCost, session ('' = none), patienceMs, stickyTtlMs, maxWaiting, seed,
--           digest, candidates (JSON text of {{account, limit (0 = unlimited), priority, model}}),
--           leaseTtlMs, confirmMs, ticketTtlMs
-- RETURNS   {code, account, sticky, probe, retryAfterMs, signals}
--           1 acquired; 2 waiting; 3 none eligible (retryAfterMs, -1 = never by itself); 4 queue full
--           {0} the memory is another one: nothing was done
-- Cost      O(candidates of the pool's distinct sets), plus O(waiting tickets) when some can be served, wait for one
--           account alone, or the queue is full; about 16 commands when nobody waits.
--- @include begin
--- @include epoch
--- @include shard
--- @include pool
purgeLeases({})
purgeTickets(command.pool)
drain(command.pool, {})
local set = candidateSets[command.digest] or toSet(command.candidates)
candidateSets[command.digest] = set
prefetch(set)

local function take(candidate)
  local account, isBound, isProbe = grantAccount(command.ticket, command.pool, command.user, command.session,
    command.stickyTtlMs, candidate, now + command.leaseTtlMs)
  return { 1, account, isBound, isProbe, 0, signals }
end

local own, ownKind = nil, nil
if command.session ~= '' then
  own = set.byId[boundAccount(command.pool, command.user, command.session) or '']
  ownKind = own and availability(own) or 'paused'
  if ownKind == 'paused' then own = nil end
end
if own and ownKind == 'free' then return take(own) end
local waiting = redis.call('ZCARD', poolKey(command.pool, 'queue'))
-- Without room to wait for its own account, any will do at once.
local waitsForOwn = own ~= nil and command.patienceMs > 0 and waiting < command.maxWaiting
local best = not waitsForOwn and pick(set) or nil
if best then return take(best) end
local retryAfterMs = pausedForMs(set)
if retryAfterMs ~= 0 then return { 3, '', 0, 0, retryAfterMs, signals } end

-- Who must go from a full queue: the newest ticket of the customer with most waiting, when that one
-- would still have more than the newcomer afterwards.
local function greediest()
  local counts, newest, users = {}, {}, {}
  for _, ticket in ipairs(ticketsOf(command.pool)) do
    local user = ticketJson(ticket).u
    if not counts[user] then users[#users + 1] = user end
    counts[user] = (counts[user] or 0) + 1
    if not newest[user] or newest[user].member < ticket.member then newest[user] = ticket end
  end
  local chosen = nil
  for _, user in ipairs(users) do
    if not chosen or counts[user] > counts[chosen]
      or (counts[user] == counts[chosen] and newest[user].member > newest[chosen].member) then
      chosen = user
    end
  end
  if not chosen or counts[chosen] <= (counts[command.user] or 0) + 1 then return nil end
  return newest[chosen]
end

if waiting >= command.maxWaiting then
  local shed = command.maxWaiting > 0 and greediest() or nil
  if not shed then return { 4, '', 0, 0, 0, signals } end
  withdraw(command.pool, shed)
  signal({ ticketJson(shed).p, shed.id, 3 })
end
if waitsForOwn then count(sticky, 'sticky', own[1], 1) end
keepCandidates(command.digest, command.candidates)
enqueue(command.pool, command.ticket, command.user, command.turnCost, command.digest .. (waitsForOwn and '1' or '0')
  .. cjson.encode({
    p = command.process, u = command.user, c = command.turnCost, a = own and own[1] or '',
    t = now + command.patienceMs, k = command.session, l = command.stickyTtlMs,
  }))
return { 2, '', 0, 0, 0, signals }
