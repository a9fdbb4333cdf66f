-- Ends an account's pauses now and hands its free slots to waiters; refused credentials in a row stay counted.
-- KEYS[1]   shard base
-- ARGV[1]   process, account, confirmMs, seed
-- RETURNS   {signals}
-- Cost      O(1), plus waiters served.
--- @include begin
--- @include shard
--- @include pool
purgeLeases({})
local health = healthOf(command.account)
if health and health.c > 0 then
  writeHealth(command.account, { c = health.c, o = 0, f = {}, r = {}, p = {}, x = health.x })
else
  writeHealth(command.account, false)
end
offer(command.account, 1000, {})
keep()
return { signals }
