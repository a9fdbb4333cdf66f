-- The queues of a shard's pools. Parts: pools (zset, turn; only pools in which somebody waits), and for each pool
-- pool:<id>:queue (zset, start tag; member 'sequence ticket'), :tickets (hash id -> row), :alive (zset, until),
-- :finish (zset user, tag), :meta (hash v = virtual time, n = sequence), :digests (hash digest -> tickets).
-- A row is the digest of its candidates (40), '1' or '0' for waiting for one account alone, and JSON
-- {p = channel, u = user, c = turn cost, a = account, t = until, k = session or '', l = session ms}.
local pools, waitingIn, turns = {}, {}, nil

local function poolKey(pool, part) return base .. 'pool:' .. pool .. ':' .. part end

-- How many wait in a pool: while nobody does, nothing else of it is looked at.
local function waitingOf(pool)
  if not waitingIn[pool] then waitingIn[pool] = redis.call('ZCARD', poolKey(pool, 'queue')) end
  return waitingIn[pool]
end

-- The first pools in which somebody waits, in the order of their turns.
local function poolsInTurn()
  if not turns then turns = redis.call('ZRANGE', base .. 'pools', 0, 63) end
  return turns
end

local function ticketJson(ticket)
  if not ticket.data then ticket.data = cjson.decode(string.sub(ticket.row, 42)) end
  return ticket.data
end

local function isSticky(ticket) return string.sub(ticket.row, 41, 41) == '1' end

local function digestOf(ticket) return string.sub(ticket.row, 1, 40) end

-- Reads the next waiters of a pool, in the order in which they are served.
local function readMore(pool, most)
  local known = pools[pool]
  local scored = redis.call('ZRANGE', poolKey(pool, 'queue'), #known.list, #known.list + most - 1, 'WITHSCORES')
  if #scored == 0 then
    known.isComplete = true
    return
  end
  local ids = {}
  for i = 1, #scored, 2 do ids[#ids + 1] = string.sub(scored[i], 18) end
  local rows = redis.call('HMGET', poolKey(pool, 'tickets'), unpack(ids))
  local alive = redis.call('ZMSCORE', poolKey(pool, 'alive'), unpack(ids))
  for i, id in ipairs(ids) do
    known.list[#known.list + 1] = {
      id = id, member = scored[2 * i - 1], tag = tonumber(scored[2 * i]), row = rows[i],
      aliveUntil = tonumber(alive[i] or '0'),
    }
  end
end

-- The waiter at a place of the queue; most hand-overs need only the first.
local function ticketAt(pool, place)
  if not pools[pool] then pools[pool] = { list = {} } end
  local known = pools[pool]
  while not known.isComplete and #known.list < place do readMore(pool, 20) end
  return known.list[place]
end

local function ticketsOf(pool)
  if not pools[pool] then pools[pool] = { list = {} } end
  local known = pools[pool]
  while not known.isComplete do readMore(pool, 1000) end
  return known.list
end

-- How many tickets have which candidates, and how many wait for one account alone ('#'): says without reading
-- the tickets whether any of them could be served.
local function countDigest(pool, digest, change)
  if redis.call('HINCRBY', poolKey(pool, 'digests'), digest, change) <= 0 then
    redis.call('HDEL', poolKey(pool, 'digests'), digest)
  end
end

local function writeTicket(pool, ticket, digest, isAlone)
  ticket.row = digest .. (isAlone and '1' or '0') .. cjson.encode(ticketJson(ticket))
  redis.call('HSET', poolKey(pool, 'tickets'), ticket.id, ticket.row)
end

local function widen(pool, ticket)
  if not isSticky(ticket) then return end
  count(sticky, 'sticky', ticketJson(ticket).a, -1)
  countDigest(pool, '#', -1)
  writeTicket(pool, ticket, digestOf(ticket), false)
end

local function removeTicket(pool, ticket)
  local tickets = pools[pool].list
  for i, each in ipairs(tickets) do
    if each == ticket then
      table.remove(tickets, i)
      break
    end
  end
  countDigest(pool, digestOf(ticket), -1)
  redis.call('ZREM', poolKey(pool, 'queue'), ticket.member)
  waitingIn[pool] = nil
  redis.call('HDEL', poolKey(pool, 'tickets'), ticket.id)
  redis.call('ZREM', poolKey(pool, 'alive'), ticket.id)
end

-- An idle queue has no past.
local function dropIfEmpty(pool)
  if redis.call('EXISTS', poolKey(pool, 'queue')) == 1 then return end
  redis.call('ZREM', base .. 'pools', pool)
  turns = nil
  for _, part in ipairs({ 'tickets', 'alive', 'finish', 'meta', 'digests' }) do redis.call('DEL', poolKey(pool, part)) end
  pools[pool] = nil
end

-- Takes out a ticket that leaves unserved; its customer's later ones move up.
local function withdraw(pool, ticket)
  local tickets = ticketsOf(pool)
  widen(pool, ticket)
  removeTicket(pool, ticket)
  local data = ticketJson(ticket)
  for _, each in ipairs(tickets) do
    if each.member > ticket.member and ticketJson(each).u == data.u then
      each.tag = each.tag - data.c
      redis.call('ZADD', poolKey(pool, 'queue'), each.tag, each.member)
    end
  end
  table.sort(tickets, function(a, b)
    if a.tag ~= b.tag then return a.tag < b.tag end
    return a.member < b.member
  end)
  local finish = tonumber(redis.call('ZSCORE', poolKey(pool, 'finish'), data.u) or '0')
  redis.call('ZADD', poolKey(pool, 'finish'), finish - data.c, data.u)
  dropIfEmpty(pool)
end

local function purgeTickets(pool)
  if waitingOf(pool) == 0 then return end
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', poolKey(pool, 'alive'), '-inf', now)) do
    for _, ticket in ipairs(ticketsOf(pool)) do
      if ticket.id == id then
        withdraw(pool, ticket)
        break
      end
    end
  end
end

local function isWaiting(pool, id) return redis.call('HEXISTS', poolKey(pool, 'tickets'), id) == 1 end

local function ticketById(pool, id)
  if not isWaiting(pool, id) then return nil end
  for _, ticket in ipairs(ticketsOf(pool)) do
    if ticket.id == id then return ticket end
  end
  return nil
end

local function keepPool(pool)
  for _, part in ipairs({ 'queue', 'tickets', 'alive', 'finish', 'meta', 'digests' }) do
    redis.call('PEXPIRE', poolKey(pool, part), keepMs)
  end
end

-- Start-time fair queueing: a customer's next ticket begins where its last one ended, but not before what is served now.
local function enqueue(pool, id, user, turnCost, row)
  local v = tonumber(redis.call('HGET', poolKey(pool, 'meta'), 'v') or '0')
  local finish = tonumber(redis.call('ZSCORE', poolKey(pool, 'finish'), user) or '0')
  local tag = math.max(v, finish)
  local sequence = redis.call('HINCRBY', poolKey(pool, 'meta'), 'n', 1)
  redis.call('ZADD', poolKey(pool, 'finish'), tag + turnCost, user)
  redis.call('ZADD', poolKey(pool, 'queue'), tag, string.format('%016.0f %s', sequence, id))
  redis.call('HSET', poolKey(pool, 'tickets'), id, row)
  countDigest(pool, string.sub(row, 1, 40), 1)
  if string.sub(row, 41, 41) == '1' then countDigest(pool, '#', 1) end
  redis.call('ZADD', poolKey(pool, 'alive'), now + command.ticketTtlMs, id)
  redis.call('ZADD', base .. 'pools', 'NX', tonumber(redis.call('HGET', base .. 'meta', 'turn') or '0'), pool)
  keepPool(pool)
  pools[pool], waitingIn[pool], turns = nil, nil, nil
end
