-- Every script: KEYS[1] is a base name that carries the hash tag; each key it touches is the base and a part's name.
-- ARGV[1] is the command as JSON. Time is the store's own, in milliseconds since 1970.
local base = KEYS[1]
local command = cjson.decode(ARGV[1])

local function storeTimeMs()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local now = storeTimeMs()

-- What is left behind by processes that died is dropped by the server after this long, in ms.
local keepMs = 600000

-- Rows of {channel, ticket, kind, account, sticky, probe}; kinds: 1 customer's slot, 2 account's slot, 3 thrown out.
local signals = {}

local function signal(row)
  signals[#signals + 1] = row
  -- The caller finds its own in the answer.
  if row[1] ~= command.process then redis.call('PUBLISH', row[1], cjson.encode(row)) end
end

local function setOf(list)
  local set = {}
  for _, value in ipairs(list) do set[value] = true end
  return set
end
