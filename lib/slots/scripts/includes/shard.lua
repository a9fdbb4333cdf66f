-- The accounts of one shard. Parts: leases (zset, expiry), owners (hash lease -> 'account sticky probe'),
-- running (hash), sticky (hash account -> tickets that wait for it alone), picked (zset, mark), meta (hash mark, turn),
-- health:<account> (JSON), session:<pool>:<user>:<session> ('expiry account'), candidates:<digest> (JSON).
-- What was read once is kept for the rest of the script; counts, marks and leases that changed are written by keep(), at its end.
local WHOLE = '*'
local running, sticky, picked, healths, candidateSets = {}, {}, {}, {}, {}
local owners, ends, sessions, lastMark = {}, {}, {}, nil
local changed = { running = {}, sticky = {}, picked = {}, owners = {} }

local function numberIn(cache, part, account)
  if cache[account] == nil then cache[account] = tonumber(redis.call('HGET', base .. part, account) or '0') end
  return cache[account]
end

local function count(cache, part, account, change)
  cache[account] = math.max(0, numberIn(cache, part, account) + change)
  changed[part][account] = true
end

-- A command for all of a list, in pieces that a stack can take.
local function forAll(name, part, list)
  for first = 1, #list, 2000 do
    redis.call(name, base .. part, unpack(list, first, math.min(#list, first + 1999)))
  end
end

local function keepCounts(cache, part)
  local sets, drops = {}, {}
  for account in pairs(changed[part]) do
    if cache[account] > 0 then
      sets[#sets + 1] = account
      sets[#sets + 1] = string.format('%d', cache[account])
    else
      drops[#drops + 1] = account
    end
  end
  forAll('HSET', part, sets)
  forAll('HDEL', part, drops)
  changed[part] = {}
end

local function keepLeases()
  local rows, scores, gone = {}, {}, {}
  for id in pairs(changed.owners) do
    if ends[id] then
      scores[#scores + 1] = string.format('%d', ends[id])
      scores[#scores + 1] = id
      rows[#rows + 1] = id
      rows[#rows + 1] = owners[id]
    else
      gone[#gone + 1] = id
    end
  end
  forAll('ZREM', 'leases', gone)
  forAll('HDEL', 'owners', gone)
  forAll('ZADD', 'leases', scores)
  forAll('HSET', 'owners', rows)
  changed.owners = {}
end

local function keep()
  keepLeases()
  keepCounts(running, 'running')
  keepCounts(sticky, 'sticky')
  local marks = {}
  for account in pairs(changed.picked) do
    marks[#marks + 1] = string.format('%d', picked[account])
    marks[#marks + 1] = account
  end
  if #marks > 0 then
    redis.call('HSET', base .. 'meta', 'mark', string.format('%d', lastMark))
    forAll('ZADD', 'picked', marks)
    redis.call('ZREMRANGEBYSCORE', base .. 'picked', '-inf', string.format('%d', lastMark - 3600000000))
    changed.picked = {}
  end
end

local function ownerRow(id)
  if owners[id] == nil then owners[id] = redis.call('HGET', base .. 'owners', id) end
  return owners[id]
end

local function isHeld(id)
  if changed.owners[id] then return ends[id] ~= nil end
  return redis.call('ZSCORE', base .. 'leases', id) and true
end

-- Health: {c = refused credentials in a row, o = overload level, f = {failure times}, r = {scope = rate level},
-- p = {scope = {k = kind, u = until, s = since, r = reason, b = probed 0|1, l = probing lease}}, x = forget at}
local function readHealth(account, row)
  local health = false
  if row then
    health = cjson.decode(row)
    if health.x <= now then health = false end
  end
  healths[account] = health
  return health
end

local function healthOf(account)
  local health = healths[account]
  if health == nil then health = readHealth(account, redis.call('GET', base .. 'health:' .. account)) end
  return health
end

local function writeHealth(account, health)
  healths[account] = health
  if health then
    redis.call('SET', base .. 'health:' .. account, cjson.encode(health), 'PX', math.max(1, health.x - now) + 60000)
  else
    redis.call('DEL', base .. 'health:' .. account)
  end
end

local function pausesFor(account, model)
  local health = healthOf(account)
  local pauses = {}
  if not health then return pauses end
  if health.p[WHOLE] then pauses[1] = health.p[WHOLE] end
  if model ~= WHOLE and health.p[model] then pauses[#pauses + 1] = health.p[model] end
  return pauses
end

--- @include candidates
