-- Charges all rate windows or none, then takes a place in all scopes, or a place in the customer's queue.
-- KEYS[1]   customer base
-- KEYS[2]   epoch mark
-- ARGV[1]   epoch (the mark as last heard; '' = not looked at),
--           process, ticket, scopes {{name, limit}} (0 = unlimited), windows {{name, limit/min, cost, kept 0|1}},
--           maxWaiting, leaseTtlMs, confirmMs, ticketTtlMs
-- RETURNS   {code, value, retryAfterMs, levels {{remaining, resetMs}}, signals}
--           1 acquired; 2 rate limited (value = window, from 0); 3 waiting; 4 queue full (value = scope, from 0)
--           {0} the memory is another one: nothing was done
-- Cost      O(waiting tickets of this customer + scopes + windows); about 12 commands when nobody waits.
--- @include begin
--- @include epoch
--- @include customer
--- @include rates
purge()
local blocked = grantWaiting({})
local windows = command.windows
local used = readUsed(windows)

local refused, retryAfterMs = 0, 0
for i, window in ipairs(windows) do
  local missing = used[i] + math.min(window[3], window[2]) * unitsPerToken - window[2] * unitsPerToken
  local waitMs = math.ceil(missing / window[2])
  if missing > 0 and waitMs > retryAfterMs then refused, retryAfterMs = i, waitMs end
end
if refused > 0 then return { 2, refused - 1, retryAfterMs, levelsOf(windows, used), signals } end

local full = 0
for i, scope in ipairs(command.scopes) do
  if full == 0 and (isFull(scope) or blocked[scope[1]]) then full = i end
end
local isQueueFull = full > 0 and redis.call('ZCARD', base .. 'queue') >= command.maxWaiting
for i, window in ipairs(windows) do
  -- Tokens are only reserved: who gets no place doesn't use them.
  local tokens = window[3]
  if isQueueFull and window[4] == 0 then tokens = 0 end
  used[i] = chargedUnits(used[i], tokens)
  writeUsed(window, used[i])
end

if full == 0 then
  addLease(command.ticket, namesOf(command.scopes), now + command.leaseTtlMs)
  return { 1, 0, 0, levelsOf(windows, used), signals }
end
if isQueueFull then return { 4, full - 1, 0, levelsOf(windows, used), signals } end
local last = redis.call('ZREVRANGE', base .. 'queue', 0, 0, 'WITHSCORES')
redis.call('ZADD', base .. 'queue', (tonumber(last[2] or '0')) + 1, command.ticket)
redis.call('HSET', base .. 'tickets', command.ticket, cjson.encode({ p = command.process, s = command.scopes }))
redis.call('ZADD', base .. 'alive', now + command.ticketTtlMs, command.ticket)
keepQueue()
return { 3, full - 1, 0, levelsOf(windows, used), signals }
