-- What a call's outcome does to the health of its account.
local function isPaused(health, scope) return health.p[scope] ~= nil and health.p[scope].u > now end

-- Ends pauses whose time is over, and what they counted; returns whether calls may pass that couldn't before.
local function succeed(health, model)
  local mayPass = false
  health.c = 0
  local scopes = { WHOLE }
  if model ~= WHOLE then scopes[2] = model end
  for _, scope in ipairs(scopes) do
    -- A call that began before the pause says nothing about its end.
    if not isPaused(health, scope) then
      if health.p[scope] and health.p[scope].b == 1 then mayPass = true end
      health.p[scope] = nil
      health.r[scope] = nil
      if scope == WHOLE then health.f, health.o = {}, 0 end
    end
  end
  return mayPass
end

-- Keeps an account's changed health, and lets in who may pass now.
local function settleHealth(account, health, mayPass)
  local lastUntilMs = now
  for _, each in pairs(health.p) do lastUntilMs = math.max(lastUntilMs, each.u) end
  health.x = lastUntilMs + command.healthMemoryMs
  local isWell = health.c + health.o + #health.f == 0 and next(health.r) == nil and next(health.p) == nil
  writeHealth(account, not isWell and health)
  if mayPass then offer(account, 1000, {}) end
end
