-- Ends a wait or a lease, whichever there is, and hands a free place to the next waiter. A stale lease frees nobody else's.
-- KEYS[1]   customer base
-- ARGV[1]   process, ticket, refunds {{window, limit/min, delta tokens}}, confirmMs
-- RETURNS   {signals}
-- Cost      O(waiting tickets of this customer + refunds).
--- @include begin
--- @include customer
--- @include rates
removeLease(command.ticket)
removeTicket(command.ticket)
local used = readUsed(command.refunds)
for i, window in ipairs(command.refunds) do writeUsed(window, chargedUnits(used[i], window[3])) end
purge()
grantWaiting({})
return { signals }
