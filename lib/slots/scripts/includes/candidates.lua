-- The accounts of a shard that may serve a call: their availability, leases, sessions, and the choice among them.
-- Reads at once what is kept of all candidates of a set.
local function prefetch(set)
  local list = set.list
  if set.isFetched or #list == 0 then return end
  set.isFetched = true
  local ids, healthKeys = {}, {}
  for i, candidate in ipairs(list) do
    ids[i] = candidate[1]
    healthKeys[i] = base .. 'health:' .. candidate[1]
  end
  local runs = redis.call('HMGET', base .. 'running', unpack(ids))
  local waits = redis.call('HMGET', base .. 'sticky', unpack(ids))
  local marks = redis.call('ZMSCORE', base .. 'picked', unpack(ids))
  local rows = redis.call('MGET', unpack(healthKeys))
  for i, id in ipairs(ids) do
    if running[id] == nil then running[id] = tonumber(runs[i] or '0') end
    if sticky[id] == nil then sticky[id] = tonumber(waits[i] or '0') end
    if picked[id] == nil then picked[id] = tonumber(marks[i] or '0') end
    if healths[id] == nil then readHealth(id, rows[i]) end
  end
end

local function toSet(json)
  local list = cjson.decode(json)
  local byId = {}
  for _, candidate in ipairs(list) do byId[candidate[1]] = candidate end
  return { list = list, byId = byId }
end

local function candidatesOf(digest)
  local set = candidateSets[digest]
  if not set then
    set = toSet(redis.call('GET', base .. 'candidates:' .. digest) or '[]')
    candidateSets[digest] = set
  end
  return set
end

local function keepCandidates(digest, json)
  redis.call('SET', base .. 'candidates:' .. digest, json, 'PX', keepMs)
end

-- 'free' (with the pauses that let one call try), 'full', or 'paused' (with its end).
local function availability(candidate)
  local pauses = pausesFor(candidate[1], candidate[4])
  local untilMs = 0
  for _, pause in ipairs(pauses) do untilMs = math.max(untilMs, pause.u) end
  if untilMs > now then return 'paused', untilMs end
  local probed = {}
  for _, pause in ipairs(pauses) do
    if pause.b == 1 then
      if pause.l ~= '' and isHeld(pause.l) then return 'full' end
      probed[#probed + 1] = pause
    end
  end
  if candidate[2] > 0 and numberIn(running, 'running', candidate[1]) >= candidate[2] then return 'full' end
  return 'free', probed
end

local function addLease(id, account, isSticky, isProbe, expiresAt)
  owners[id] = account .. ' ' .. isSticky .. ' ' .. isProbe
  ends[id] = expiresAt
  changed.owners[id] = true
  count(running, 'running', account, 1)
end

local function lengthen(id, expiresAt)
  if changed.owners[id] then
    ends[id] = expiresAt
  else
    redis.call('ZADD', base .. 'leases', expiresAt, id)
  end
end

local function ownerOf(id)
  local row = ownerRow(id)
  if not row then return nil end
  local account, isSticky, isProbe = string.match(row, '^(.*) (%d) (%d)$')
  return account, tonumber(isSticky), tonumber(isProbe)
end

local function removeLease(id)
  local account = ownerOf(id)
  if not account then return nil end
  owners[id] = false
  ends[id] = nil
  changed.owners[id] = true
  count(running, 'running', account, -1)
  return account
end

local function markPicked(account)
  lastMark = lastMark or tonumber(redis.call('HGET', base .. 'meta', 'mark') or '0')
  lastMark = math.max(now * 1000, lastMark + 1)
  picked[account] = lastMark
  changed.picked[account] = true
end

local function sessionKey(pool, user, session)
  return base .. 'session:' .. pool .. ':' .. user .. ':' .. session
end

local function boundAccount(pool, user, session)
  local key = sessionKey(pool, user, session)
  if sessions[key] == nil then sessions[key] = redis.call('GET', key) end
  local row = sessions[key]
  if not row then return nil end
  local expiresAt, account = string.match(row, '^(%d+) (.*)$')
  if tonumber(expiresAt) <= now then return nil end
  return account
end

-- Takes a slot of a free candidate, and binds the session ('' = none) to it.
local function grantAccount(lease, pool, user, session, stickyTtlMs, candidate, expiresAt)
  local account = candidate[1]
  local _, probed = availability(candidate)
  local isSticky, isProbe = 0, 0
  if #probed > 0 then
    isProbe = 1
    for _, pause in ipairs(probed) do pause.l = lease end
    writeHealth(account, healthOf(account))
  end
  if session ~= '' and boundAccount(pool, user, session) == account then isSticky = 1 end
  addLease(lease, account, isSticky, isProbe, expiresAt)
  markPicked(account)
  if session ~= '' and stickyTtlMs > 0 then
    local key = sessionKey(pool, user, session)
    sessions[key] = string.format('%d %s', now + stickyTtlMs, account)
    redis.call('SET', key, sessions[key], 'PX', string.format('%d', stickyTtlMs + 60000))
  elseif session ~= '' then
    local key = sessionKey(pool, user, session)
    if boundAccount(pool, user, session) then redis.call('DEL', key) end
    sessions[key] = false
  end
  return account, isSticky, isProbe
end

-- The best free candidate: priority, load, least recently picked; the seed spreads those never picked.
local function pick(set)
  prefetch(set)
  local best, rank = nil, nil
  local size = #set.list
  for index, candidate in ipairs(set.list) do
    if availability(candidate) == 'free' then
      local id, limit = candidate[1], candidate[2]
      local loadRate = 0
      if limit > 0 then loadRate = (numberIn(running, 'running', id) + numberIn(sticky, 'sticky', id)) * 100 / limit end
      local mine = { candidate[3], loadRate, picked[id] or 0, (index - 1 + command.seed) % size }
      local isBefore = best == nil
      if best then
        for i = 1, 4 do
          if mine[i] ~= rank[i] then
            isBefore = mine[i] < rank[i]
            break
          end
        end
      end
      if isBefore then best, rank = candidate, mine end
    end
  end
  return best
end

-- Until the first candidate is back, in ms; -1 when there is none; 0 when one isn't paused.
local function pausedForMs(set)
  prefetch(set)
  local nearest = -1
  for _, candidate in ipairs(set.list) do
    local kind, untilMs = availability(candidate)
    local waitMs = 0
    if kind == 'paused' then waitMs = untilMs - now end
    if nearest < 0 or waitMs < nearest then nearest = waitMs end
  end
  return nearest
end
