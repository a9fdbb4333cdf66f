-- What one process asks of the accounts of a shard in one go: slots, and ends of waits and leases.
-- A pick looks at all candidates, takes the best one's slot in the same step, or a place in the pool's fair queue.
-- A leave notes a success of the call's account, if it had one, and ends a wait or a lease, whichever there is; a free
-- slot goes to the next who can use it, and a stale lease frees nobody else's.
-- KEYS[1]   shard base
-- KEYS[2]   epoch mark
-- ARGV[1]   epoch (the mark as last heard; '' = not looked at), process, leaseTtlMs, confirmMs, ticketTtlMs, healthMemoryMs,
--           seed, sets {{digest, candidates as JSON text: {{account, limit (0 = unlimited), priority, model}}}}, entries:
--           {1, pool, ticket, user, turnCost, session ('' = none), patienceMs, stickyTtlMs, maxWaiting, seed, set's place}
--           {2, pool, ticket, account ('' = no success), model}
-- RETURNS   for each entry in order, or {-1, why it failed}:
--           pick: {code, account, sticky, probe, retryAfterMs, signals or 0}
--             1 acquired; 2 waiting; 3 none eligible (retryAfterMs, -1 = never by itself); 4 queue full;
--             0 alone: the memory is another one, nothing was done
--           leave: signals or 0
-- Cost      O(entries + candidates of their distinct sets), plus O(waiting tickets) when some can be served, wait for one
--           account alone, or the queue is full; some 17 commands for all entries when nobody waits, 2 more for a session.
--- @include begin
--- @include shard
--- @include entries
-- Of queues, and of health that changes, nothing is even made before it is needed: most scripts meet nobody who waits.
local function makeQueues()
--- @include pool
--- @include outcome

-- Who must go from a full queue: the newest ticket of the customer with most waiting, when that one
-- would still have more than the newcomer afterwards.
local function greediest(pool, newcomer)
  local counts, newest, users = {}, {}, {}
  for _, ticket in ipairs(ticketsOf(pool)) do
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
  if not chosen or counts[chosen] <= (counts[newcomer] or 0) + 1 then return nil end
  return newest[chosen]
end

  -- Serves who waits already, before somebody comes in addition.
  local function settlePool(pool)
    purgeLeases({})
    purgeTickets(pool)
    drain(pool, {})
  end

  local function succeeded(account, model)
    purgeLeases({})
    local health = healthOf(account)
    if health then settleHealth(account, health, succeed(health, model)) end
  end

  -- A lease ended, or there was none: then a ticket of this id waits no more.
  local function left(pool, ticket, account)
    purgeLeases({})
    local waiter = not account and ticketById(pool, ticket)
    if waiter then withdraw(pool, waiter) end
    if account then offer(account, 1, {}) end
  end

  -- Makes room in a full queue when somebody has more waiting than the newcomer; says whether there is room.
  local function makeRoom(pool, user, maxWaiting)
    if waitingOf(pool) < maxWaiting then return true end
    local shed = maxWaiting > 0 and greediest(pool, user) or nil
    if not shed then return false end
    withdraw(pool, shed)
    signal({ ticketJson(shed).p, shed.id, 3 })
    return true
  end

  return {
    settlePool = settlePool, succeeded = succeeded, left = left, makeRoom = makeRoom, waitingOf = waitingOf, enqueue = enqueue,
  }
end

local made = nil
local function queues()
  made = made or makeQueues()
  return made
end

-- Nobody waits in the shard, and no lease is over.
local isCalm = redis.call('ZCARD', base .. 'pools') == 0
  and #redis.call('ZRANGEBYSCORE', base .. 'leases', '-inf', now, 'LIMIT', 0, 1) == 0
local isOther = nil

local function isOtherMemory()
  if isOther == nil then isOther = command.epoch ~= '' and redis.call('HGET', KEYS[2], 'mark') ~= command.epoch end
  return isOther
end

local function setAt(place)
  local digest, json = command.sets[place][1], command.sets[place][2]
  candidateSets[digest] = candidateSets[digest] or toSet(json)
  return candidateSets[digest], digest, json
end

local function acquire(entry)
  if isOtherMemory() then return 0 end
  local _, pool, ticket, user, turnCost, session, patienceMs, stickyTtlMs, maxWaiting, seed, place = unpack(entry)
  command.seed = seed
  if not isCalm then queues().settlePool(pool) end
  local set, digest, json = setAt(place)
  prefetch(set)

  local function take(candidate)
    local account, isBound, isProbe = grantAccount(ticket, pool, user, session, stickyTtlMs, candidate,
      now + command.leaseTtlMs)
    return { 1, account, isBound, isProbe, 0, heard() }
  end

  local own, ownKind = nil, nil
  if session ~= '' then
    own = set.byId[boundAccount(pool, user, session) or '']
    ownKind = own and availability(own) or 'paused'
    if ownKind == 'paused' then own = nil end
  end
  if own and ownKind == 'free' then return take(own) end
  -- Without room to wait for its own account, any will do at once.
  local waitsForOwn = own ~= nil and patienceMs > 0 and (isCalm and 0 or queues().waitingOf(pool)) < maxWaiting
  local best = not waitsForOwn and pick(set) or nil
  if best then return take(best) end
  local retryAfterMs = pausedForMs(set)
  if retryAfterMs ~= 0 then return { 3, '', 0, 0, retryAfterMs, heard() } end

  isCalm = false
  if not queues().makeRoom(pool, user, maxWaiting) then return { 4, '', 0, 0, 0, heard() } end
  if waitsForOwn then count(sticky, 'sticky', own[1], 1) end
  keepCandidates(digest, json)
  queues().enqueue(pool, ticket, user, turnCost, digest .. (waitsForOwn and '1' or '0') .. cjson.encode({
    p = command.process, u = user, c = turnCost, a = own and own[1] or '',
    t = now + patienceMs, k = session, l = stickyTtlMs,
  }))
  return { 2, '', 0, 0, 0, heard() }
end

local function leave(entry)
  local _, pool, ticket, success, model = unpack(entry)
  command.seed = 0
  if success ~= '' and (not isCalm or healthOf(success)) then queues().succeeded(success, model) end
  local account = removeLease(ticket)
  if not isCalm then queues().left(pool, ticket, account) end
  return heard()
end

-- Whose leases end here is asked at once.
local leaving = {}
for _, entry in ipairs(command.entries) do
  if entry[1] == 2 then leaving[#leaving + 1] = entry[3] end
end
if #leaving > 0 then
  for i, row in ipairs(redis.call('HMGET', base .. 'owners', unpack(leaving))) do owners[leaving[i]] = row end
end
local answers = answersTo(command.entries, { acquire, leave })
keep()
return answers
