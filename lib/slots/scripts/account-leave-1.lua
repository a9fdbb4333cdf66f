-- Ends a wait or a lease, whichever there is; a free slot goes to the next who can use it. A stale lease frees nobody else's.
-- Before that it notes a success of the call's account, if it had one.
-- KEYS[1]   shard base
-- ARGV[1]   process, pool, ticket, account ('' = no success), model, confirmMs, healthMemoryMs, seed
-- RETURNS   {signals}
-- Cost      O(1) when the first waiter can use the slot; at most O(waiting tickets of the shard's first 64 pools).
--- @include begin
--- @include shard
--- @include pool
--- @include outcome
if command.account ~= '' then
  purgeLeases({})
  local health = healthOf(command.account)
  if health then settleHealth(command.account, health, succeed(health, command.model)) end
end
local account = removeLease(command.ticket)
purgeLeases({})
-- Who had a lease waits no more.
local ticket = not account and ticketById(command.pool, command.ticket)
if ticket then withdraw(command.pool, ticket) end
if account then offer(account, 1, {}) end
return { signals }
