-- Ends a wait or a lease, whichever there is; a free slot goes to the next who can use it. A stale lease frees nobody else's.
-- KEYS[1]   shard base
-- ARGV[1]   process, pool, ticket, confirmMs, seed
-- RETURNS   {signals}
-- Cost      O(1) when the first waiter can use the slot; at most O(waiting tickets of the shard's first 64 pools).
--- @include begin
--- @include shard
--- @include pool
local account = removeLease(command.ticket)
purgeLeases({})
local ticket = ticketById(command.pool, command.ticket)
if ticket then withdraw(command.pool, ticket) end
if account then offer(account, 1, {}) end
return { signals }
