-- What one process asks of customers in one go: admissions, ends of waits and leases, corrections of windows.
-- An admission charges all rate windows or none, then takes a place in all scopes, or a place in the customer's queue.
-- A leave ends a wait or a lease, whichever there is, and hands a free place to the next waiter; a stale lease frees
-- nobody else's. A correction sets reserved tokens right: debt is allowed, more than full isn't.
-- KEYS[1]   customer base; more of them as KEYS[2…], of the same tag where the store is a cluster; the last is the
--           epoch mark (in a cluster a customer base, not looked at)
-- ARGV[1]   epoch (the mark as last heard; '' = not looked at), process, leaseTtlMs, confirmMs, ticketTtlMs, entries:
--           {1, base's place, ticket, scopes {{name, limit}} (0 = unlimited), windows {{name, limit/min, cost, kept 0|1}}, maxWaiting}
--           {2, base's place, ticket, refunds {{window, limit/min, delta tokens}}}
--           {3, base's place, corrections {{window, limit/min, delta tokens}}}
-- RETURNS   for each entry in order, or {-1, why it failed}:
--           admission: {code, value, retryAfterMs, signals or 0, remaining, resetMs, … of each window}
--             1 acquired; 2 rate limited (value = window, from 0); 3 waiting; 4 queue full (value = scope, from 0);
--             0 alone: the memory is another one, nothing was done
--           leave, correction: signals or 0
-- Cost      O(entries, with their scopes and windows), plus the waiting tickets of a customer that has some; 4 commands
--           an admission and 5 a leave when nobody waits.
--- @include begin
--- @include customer
--- @include rates
--- @include entries
local isOther = nil

local function isOtherMemory()
  if isOther == nil then
    isOther = command.epoch ~= '' and redis.call('HGET', KEYS[#KEYS], 'mark') ~= command.epoch
  end
  return isOther
end

local function enqueue(ticket, scopes)
  local last = redis.call('ZREVRANGE', base .. 'queue', 0, 0, 'WITHSCORES')
  redis.call('ZADD', base .. 'queue', (tonumber(last[2] or '0')) + 1, ticket)
  redis.call('HSET', base .. 'tickets', ticket, cjson.encode({ p = command.process, s = scopes }))
  redis.call('ZADD', base .. 'alive', now + command.ticketTtlMs, ticket)
  count('#q', 1)
  endsAt(now + command.ticketTtlMs)
  keepQueue()
end

local function admit(entry)
  if isOtherMemory() then return 0 end
  local scopes, windows, maxWaiting = entry[4], entry[5], entry[6]
  enter(KEYS[entry[2]])
  local fields = {}
  for i, scope in ipairs(scopes) do fields[i] = scope[1] end
  for _, window in ipairs(windows) do fields[#fields + 1] = window[1] end
  fetch(fields)
  purge()
  local blocked = grantWaiting({})
  local used = readUsed(windows)

  local refused, retryAfterMs = 0, 0
  for i, window in ipairs(windows) do
    local missing = used[i] + math.min(window[3], window[2]) * unitsPerToken - window[2] * unitsPerToken
    local waitMs = math.ceil(missing / window[2])
    if missing > 0 and waitMs > retryAfterMs then refused, retryAfterMs = i, waitMs end
  end
  if refused > 0 then return addLevels({ 2, refused - 1, retryAfterMs, heard() }, windows, used) end

  local full = 0
  for i, scope in ipairs(scopes) do
    if full == 0 and (isFull(scope) or blocked[scope[1]]) then full = i end
  end
  local isQueueFull = full > 0 and number('#q') >= maxWaiting
  for i, window in ipairs(windows) do
    -- Tokens are only reserved: who gets no place doesn't use them.
    local tokens = window[3]
    if isQueueFull and window[4] == 0 then tokens = 0 end
    used[i] = chargedUnits(used[i], tokens)
    writeUsed(window, used[i])
  end

  if full == 0 then
    addLease(entry[3], namesOf(scopes), now + command.leaseTtlMs)
    return addLevels({ 1, 0, 0, heard() }, windows, used)
  end
  if isQueueFull then return addLevels({ 4, full - 1, 0, heard() }, windows, used) end
  enqueue(entry[3], scopes)
  return addLevels({ 3, full - 1, 0, heard() }, windows, used)
end

local function leave(entry)
  enter(KEYS[entry[2]])
  local windows = {}
  for i, refund in ipairs(entry[4]) do windows[i] = refund[1] end
  if not removeLease(entry[3], windows) then removeTicket(entry[3]) end
  correctUsed(entry[4])
  purge()
  grantWaiting({})
  return heard()
end

local function correct(entry)
  enter(KEYS[entry[2]])
  correctUsed(entry[3])
  return 0
end

local answers = answersTo(command.entries, { admit, leave, correct })
keep()
return answers
