-- Applies an attempt's outcome to its account; a probe's success lets waiters in.
-- KEYS[1]   shard base
-- ARGV[1]   process, account, model, kind (success | credentials | rate | overload | failure), reason,
--           waitMs (-1 = none named), scope ('*' or a model), confirmMs, seed,
--           maxCooldownMs, rateFallbackMs, rateFallbackMaxMs, overloadMs, overloadMaxMs, breakerFailures,
--           breakerWindowMs, breakerOpenMs, credentialFailures, healthMemoryMs
-- RETURNS   {becameError 0|1, signals}
-- Cost      O(1), plus waiters served.
--- @include begin
--- @include shard
--- @include pool
--- @include outcome
purgeLeases({})
local account, model, kind = command.account, command.model, command.kind
local health = healthOf(account)
if kind == 'success' and not health then
  keep()
  return { 0, signals }
end
if not health then health = { c = 0, o = 0, f = {}, r = {}, p = {}, x = 0 } end

local function pause(scope, name, untilMs, isProbed)
  local current = health.p[scope]
  local sinceMs = now
  if current and current.u > now then
    -- A later answer never shortens a pause: parallel calls hear of one limit in any order.
    if current.u >= untilMs then return end
    sinceMs = current.s
  end
  health.p[scope] = { k = name, u = untilMs, s = sinceMs, r = command.reason, b = isProbed and 1 or 0, l = '' }
end

local function doubling(firstMs, level, lastMs) return math.min(lastMs, firstMs * 2 ^ math.min(level, 30)) end

local becameError, mayPass = 0, false
if kind == 'success' then
  mayPass = succeed(health, model)
elseif kind == 'rate' and command.waitMs >= 0 then
  -- Beyond the cap nobody knows when the limit ends: one call finds out.
  pause(command.scope, 'rate', now + math.min(command.waitMs, command.maxCooldownMs), command.waitMs > command.maxCooldownMs)
elseif kind == 'rate' then
  -- Calls that ran in parallel are one refusal, not many.
  if not isPaused(health, command.scope) then
    local level = health.r[command.scope] or 0
    health.r[command.scope] = level + 1
    pause(command.scope, 'rate', now + doubling(command.rateFallbackMs, level, command.rateFallbackMaxMs), false)
  end
elseif kind == 'overload' then
  if not isPaused(health, WHOLE) then
    pause(WHOLE, 'overload', now + doubling(command.overloadMs, health.o, command.overloadMaxMs), false)
    health.o = health.o + 1
  end
elseif kind == 'failure' then
  if not isPaused(health, WHOLE) then
    local failures = {}
    for _, at in ipairs(health.f) do
      if at > now - command.breakerWindowMs then failures[#failures + 1] = at end
    end
    failures[#failures + 1] = now
    health.f = failures
    local wasProbe = health.p[WHOLE] ~= nil and health.p[WHOLE].k == 'breaker'
    if wasProbe or #failures >= command.breakerFailures then
      health.f = {}
      pause(WHOLE, 'breaker', now + command.breakerOpenMs, true)
    end
  end
elseif kind == 'credentials' then
  health.c = health.c + 1
  if health.c >= command.credentialFailures then
    becameError = 1
    health.c = 0
  end
  pause(WHOLE, 'credentials', now + command.waitMs, false)
end

settleHealth(account, health, mayPass)
keep()
return { becameError, signals }
