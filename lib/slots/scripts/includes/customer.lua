-- One customer. Parts: leases (zset, expiry), scopes (hash lease -> names by line), running (hash scope -> leases),
-- queue (zset, order), tickets (hash id -> JSON {p = channel, s = {{name, limit}}}), alive (zset, until).
local function addLease(id, names, expiresAt)
  redis.call('ZADD', base .. 'leases', expiresAt, id)
  redis.call('HSET', base .. 'scopes', id, table.concat(names, '\n'))
  for _, name in ipairs(names) do redis.call('HINCRBY', base .. 'running', name, 1) end
  redis.call('PEXPIRE', base .. 'leases', keepMs)
  redis.call('PEXPIRE', base .. 'scopes', keepMs)
  redis.call('PEXPIRE', base .. 'running', keepMs)
end

local function removeLease(id)
  local names = redis.call('HGET', base .. 'scopes', id)
  if not names then return end
  redis.call('ZREM', base .. 'leases', id)
  redis.call('HDEL', base .. 'scopes', id)
  for name in string.gmatch(names, '[^\n]+') do
    if redis.call('HINCRBY', base .. 'running', name, -1) <= 0 then redis.call('HDEL', base .. 'running', name) end
  end
end

local function removeTicket(id)
  redis.call('ZREM', base .. 'queue', id)
  redis.call('HDEL', base .. 'tickets', id)
  redis.call('ZREM', base .. 'alive', id)
end

local function keepQueue()
  redis.call('PEXPIRE', base .. 'queue', keepMs)
  redis.call('PEXPIRE', base .. 'tickets', keepMs)
  redis.call('PEXPIRE', base .. 'alive', keepMs)
end

local function purge()
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', base .. 'alive', '-inf', now)) do removeTicket(id) end
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', base .. 'leases', '-inf', now)) do removeLease(id) end
end

local function isFull(scope)
  if scope[2] <= 0 then return false end
  return tonumber(redis.call('HGET', base .. 'running', scope[1]) or '0') >= scope[2]
end

local function namesOf(scopes)
  local names = {}
  for i, scope in ipairs(scopes) do names[i] = scope[1] end
  return names
end

-- Hands free places to waiters in order; returns the scopes in which somebody still waits.
-- The first scope of each ticket is the customer's own: once it is full, nobody behind can be served.
local function grantWaiting(silent)
  local blocked = {}
  local stay = 0
  while true do
    local ids = redis.call('ZRANGE', base .. 'queue', stay, stay + 19)
    if #ids == 0 then return blocked end
    for i, row in ipairs(redis.call('HMGET', base .. 'tickets', unpack(ids))) do
      local id, ticket = ids[i], cjson.decode(row)
      local full = {}
      local isBehind = false
      for _, scope in ipairs(ticket.s) do
        if isFull(scope) then full[#full + 1] = scope[1] end
        if blocked[scope[1]] then isBehind = true end
      end
      if #full == 0 and not isBehind then
        removeTicket(id)
        addLease(id, namesOf(ticket.s), now + command.confirmMs)
        if not silent[id] then signal({ ticket.p, id, 1 }) end
      else
        stay = stay + 1
        for _, name in ipairs(full) do blocked[name] = true end
        if full[1] ~= nil and full[1] == ticket.s[1][1] then return blocked end
      end
    end
  end
end
