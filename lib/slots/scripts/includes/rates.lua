-- Token buckets of a customer and its keys, in its state: <window> -> 'used at', used in sixty-thousandths of a token.
local unitsPerToken = 60000
local maxUsed = 4503599627370496

local function readUsed(windows)
  local used = {}
  for i, window in ipairs(windows) do
    local field = window[1]
    if known[field] == nil then fetch({ field }) end
    used[i] = 0
    if known[field] then
      local before, at = string.match(known[field], '^(%S+) (%S+)$')
      used[i] = math.max(0, tonumber(before) - math.max(0, now - tonumber(at)) * window[2])
    end
  end
  return used
end

local function chargedUnits(used, tokens)
  return math.min(maxUsed, math.max(0, used + tokens * unitsPerToken))
end

local function writeUsed(window, used)
  local field = window[1]
  if used <= 0 then
    if known[field] then set(field, false) end
    return
  end
  set(field, string.format('%d %d', used, now))
  keepFor(math.ceil(used / window[2]) + 60000)
end

local function correctUsed(corrections)
  if #corrections == 0 then return end
  local used = readUsed(corrections)
  for i, window in ipairs(corrections) do writeUsed(window, chargedUnits(used[i], window[3])) end
end

-- Adds {remaining, ms until full} of each window to an answer.
local function addLevels(answer, windows, used)
  for i, window in ipairs(windows) do
    local left = math.max(0, window[2] * unitsPerToken - used[i])
    answer[#answer + 1] = math.floor(left / unitsPerToken)
    answer[#answer + 1] = math.ceil(used[i] / window[2])
  end
  return answer
end
