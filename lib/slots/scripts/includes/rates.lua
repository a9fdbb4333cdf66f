-- Token buckets of a customer and its keys. Part: rates (hash window -> 'used at'), used in sixty-thousandths of a token.
local unitsPerToken = 60000
local maxUsed = 4503599627370496

local function readUsed(windows)
  local used = {}
  if #windows == 0 then return used end
  local names = {}
  for i, window in ipairs(windows) do names[i] = window[1] end
  local rows = redis.call('HMGET', base .. 'rates', unpack(names))
  for i, window in ipairs(windows) do
    used[i] = 0
    if rows[i] then
      local before, at = string.match(rows[i], '^(%S+) (%S+)$')
      used[i] = math.max(0, tonumber(before) - math.max(0, now - tonumber(at)) * window[2])
    end
  end
  return used
end

local function chargedUnits(used, tokens)
  return math.min(maxUsed, math.max(0, used + tokens * unitsPerToken))
end

local function writeUsed(window, used)
  if used <= 0 then
    redis.call('HDEL', base .. 'rates', window[1])
    return
  end
  redis.call('HSET', base .. 'rates', window[1], string.format('%.0f %.0f', used, now))
  local fullInMs = math.ceil(used / window[2]) + 60000
  if redis.call('PTTL', base .. 'rates') < fullInMs then redis.call('PEXPIRE', base .. 'rates', string.format('%.0f', fullInMs)) end
end

-- {remaining, ms until full} of each window
local function levelsOf(windows, used)
  local levels = {}
  for i, window in ipairs(windows) do
    local left = math.max(0, window[2] * unitsPerToken - used[i])
    levels[i] = { math.floor(left / unitsPerToken), math.ceil(used[i] / window[2]) }
  end
  return levels
end
