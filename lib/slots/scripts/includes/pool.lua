-- Who gets a free slot: offers of an account's places to the waiting, and drains of a pool for what time alone freed.
--- @include tickets

local isPurged = false

local function grantTicket(pool, ticket, candidate, silent)
  widen(pool, ticket)
  local data = ticketJson(ticket)
  local account, isBound, isProbe = grantAccount(ticket.id, pool, data.u, data.k, data.l, candidate, now + command.confirmMs)
  removeTicket(pool, ticket)
  local v = math.max(tonumber(redis.call('HGET', poolKey(pool, 'meta'), 'v') or '0'), ticket.tag)
  redis.call('HSET', poolKey(pool, 'meta'), 'v', v)
  redis.call('ZREMRANGEBYSCORE', poolKey(pool, 'finish'), '-inf', v)
  redis.call('ZADD', base .. 'pools', redis.call('HINCRBY', base .. 'meta', 'turn', 1), pool)
  turns = nil
  dropIfEmpty(pool)
  if not silent[ticket.id] then signal({ data.p, ticket.id, 2, account, isBound, isProbe }) end
end

local function fitting(pool, ticket, account)
  if isSticky(ticket) then
    local data = ticketJson(ticket)
    if data.t <= now then
      widen(pool, ticket)
    elseif data.a ~= account then
      return nil
    end
  end
  local candidate = candidatesOf(digestOf(ticket)).byId[account]
  if candidate and availability(candidate) == 'free' then return candidate end
  return nil
end

local function offerOnce(account, silent)
  for _, pool in ipairs(poolsInTurn()) do
    local place, ticket = 1, ticketAt(pool, 1)
    -- One whose queue ended by its age waits for no turn.
    if not ticket then dropIfEmpty(pool) end
    while ticket do
      local candidate = ticket.aliveUntil > now and fitting(pool, ticket, account)
      if candidate then
        grantTicket(pool, ticket, candidate, silent)
        return true
      end
      place = place + 1
      ticket = ticketAt(pool, place)
    end
  end
  return false
end

-- Gives free slots of one account to waiters: pools in turn, within a pool by ticket, the first that can use it.
local function offer(account, maxGrants, silent)
  for _ = 1, maxGrants do
    if not offerOnce(account, silent) then return end
  end
end

-- Gives away what ended leases left; once, as all of a script happens at one instant.
local function purgeLeases(silent)
  if isPurged then return end
  isPurged = true
  local freed = {}
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', base .. 'leases', '-inf', now, 'LIMIT', 0, 100)) do
    freed[#freed + 1] = removeLease(id)
  end
  for _, account in ipairs(freed) do offer(account, 1, silent) end
end

local function drainTicket(pool, ticket, exhausted)
  if isSticky(ticket) then
    local data = ticketJson(ticket)
    if data.t > now then
      local own = candidatesOf(digestOf(ticket)).byId[data.a]
      local kind = own and availability(own) or 'paused'
      if kind == 'free' then return own end
      if kind == 'full' then return nil end
    end
    widen(pool, ticket)
  end
  local digest = digestOf(ticket)
  if exhausted[digest] then return nil end
  local best = pick(candidatesOf(digest))
  if not best then exhausted[digest] = true end
  return best
end

-- Whether a ticket of the pool could be served, or must be looked at because its patience may be spent.
local function mayDrain(pool)
  for _, digest in ipairs(redis.call('HKEYS', poolKey(pool, 'digests'))) do
    if digest == '#' or pick(candidatesOf(digest)) then return true end
  end
  return false
end

-- Serves who waits in a pool with whatever became free by time alone.
local function drain(pool, silent)
  if waitingOf(pool) == 0 or not mayDrain(pool) then return end
  local tickets = {}
  for i, ticket in ipairs(ticketsOf(pool)) do tickets[i] = ticket end
  local exhausted = {}
  for _, ticket in ipairs(tickets) do
    local candidate = drainTicket(pool, ticket, exhausted)
    if candidate then grantTicket(pool, ticket, candidate, silent) end
  end
end
