-- One customer at a time: enter(base) says which. Parts: leases (zset, expiry), scopes (hash lease -> names by line),
-- queue (zset, order), tickets (hash id -> JSON {p = channel, s = {{name, limit}}}), alive (zset, until), and
-- state (hash): <scope> its leases, <window> 'used at' (rates; a window's name is never a scope's), '#n' leases,
-- '#q' waiting tickets, '#d' nothing ends before, '#x' every part is kept until then at least.
-- What was read of the state once is kept for the rest of the script; what changed is written by keep(), at its end.
local customers, customer, known = {}, nil, nil

local function enter(name)
  base = name
  customer = customers[name]
  if not customer then
    customer = { base = name, known = {}, changed = {}, hasChanged = false, isExtended = false, isFresh = false }
    customers[name] = customer
  end
  known = customer.known
end

-- Reads these fields, and at first those that nearly every command looks at.
local function fetch(fields)
  local missing, size = {}, 0
  if known['#d'] == nil then
    missing, size = { '#d', '#n', '#q', '#x' }, 4
  end
  for i = 1, #fields do
    local field = fields[i]
    if known[field] == nil then
      size = size + 1
      missing[size] = field
    end
  end
  if size == 0 then return end
  local values = redis.call('HMGET', base .. 'state', unpack(missing))
  for i = 1, size do known[missing[i]] = values[i] end
end

local function number(field)
  local value = known[field]
  if value == nil then
    fetch({ field })
    value = known[field]
  end
  return value and tonumber(value) or 0
end

-- false drops the field.
local function set(field, value)
  known[field] = value
  customer.changed[field] = true
  customer.hasChanged = true
end

local function count(field, change)
  local value = math.max(0, number(field) + change)
  set(field, value > 0 and value)
end

-- Lengthens the life of all parts rarely: a minute more than is needed lasts for all commands of that minute.
local function keepFor(ms)
  if number('#x') >= now + ms then return end
  set('#x', now + ms + 60000)
  customer.isExtended = true
end

local function writeState(each)
  local sets, drops = {}, {}
  for field in pairs(each.changed) do
    local value = each.known[field]
    if value then
      sets[#sets + 1] = field
      sets[#sets + 1] = type(value) == 'number' and string.format('%d', value) or value
    else
      drops[#drops + 1] = field
    end
  end
  for first = 1, #sets, 2000 do redis.call('HSET', each.base .. 'state', unpack(sets, first, math.min(#sets, first + 1999))) end
  for first = 1, #drops, 2000 do redis.call('HDEL', each.base .. 'state', unpack(drops, first, math.min(#drops, first + 1999))) end
  -- A part that was empty has lost its end.
  if each.isExtended or each.isFresh then
    local ms = string.format('%d', tonumber(each.known['#x']) - now)
    redis.call('PEXPIRE', each.base .. 'leases', ms)
    redis.call('PEXPIRE', each.base .. 'scopes', ms)
    if each.isExtended then redis.call('PEXPIRE', each.base .. 'state', ms) end
  end
end

-- One customer's state that can't be written keeps no other's from it.
local function keep()
  local failure = nil
  for _, each in pairs(customers) do
    if each.hasChanged then
      local isDone, why = pcall(writeState, each)
      if not isDone then failure = why end
    end
  end
  customers = {}
  if failure then error(failure) end
end

local function endsAt(expiresAt)
  if expiresAt < number('#d') then set('#d', expiresAt) end
end

local function addLease(id, names, expiresAt)
  if number('#n') == 0 then customer.isFresh = true end
  redis.call('ZADD', base .. 'leases', string.format('%d', expiresAt), id)
  redis.call('HSET', base .. 'scopes', id, table.concat(names, '\n'))
  count('#n', 1)
  for _, name in ipairs(names) do count(name, 1) end
  endsAt(expiresAt)
  keepFor(keepMs)
end

-- Returns whether there was one. `more` are fields that will be looked at too.
local function removeLease(id, more)
  local names = redis.call('HGET', base .. 'scopes', id)
  if not names then return false end
  redis.call('ZREM', base .. 'leases', id)
  redis.call('HDEL', base .. 'scopes', id)
  local fields = {}
  for name in string.gmatch(names, '[^\n]+') do fields[#fields + 1] = name end
  local scopes = #fields
  for _, field in ipairs(more or {}) do fields[#fields + 1] = field end
  fetch(fields)
  count('#n', -1)
  for i = 1, scopes do count(fields[i], -1) end
  return true
end

local function removeTicket(id)
  if number('#q') == 0 then return end
  if redis.call('ZREM', base .. 'queue', id) == 1 then count('#q', -1) end
  redis.call('HDEL', base .. 'tickets', id)
  redis.call('ZREM', base .. 'alive', id)
end

local function keepQueue()
  redis.call('PEXPIRE', base .. 'queue', keepMs)
  redis.call('PEXPIRE', base .. 'tickets', keepMs)
  redis.call('PEXPIRE', base .. 'alive', keepMs)
  -- The state knows how many wait, so it stays as long.
  keepFor(keepMs)
end

-- Ends what is over; looks at nothing before something may be.
local function purge()
  if now < number('#d') then return end
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', base .. 'alive', '-inf', now)) do removeTicket(id) end
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', base .. 'leases', '-inf', now)) do removeLease(id) end
  local first = now + keepMs
  for _, part in ipairs({ 'alive', 'leases' }) do
    local row = redis.call('ZRANGE', base .. part, 0, 0, 'WITHSCORES')
    if row[2] then first = math.min(first, tonumber(row[2])) end
  end
  set('#d', first)
end

local function isFull(scope)
  if scope[2] <= 0 then return false end
  return number(scope[1]) >= scope[2]
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
  while number('#q') > 0 do
    local ids = redis.call('ZRANGE', base .. 'queue', stay, stay + 19)
    if #ids == 0 and stay == 0 then set('#q', false) end
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
  return blocked
end
enter(KEYS[1])
