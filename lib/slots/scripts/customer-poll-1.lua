-- Says that tickets are still wanted, and what became of them; slots handed to them are confirmed.
-- KEYS[1]   customer base
-- ARGV[1]   process, tickets {id}, leaseTtlMs, confirmMs, ticketTtlMs
-- RETURNS   {states {1 waiting | 2 granted | 3 gone}, signals}
-- Cost      O(waiting tickets of this customer + asked ones).
--- @include begin
--- @include customer
for _, id in ipairs(command.tickets) do
  local aliveUntil = tonumber(redis.call('ZSCORE', base .. 'alive', id) or '0')
  if aliveUntil > now then redis.call('ZADD', base .. 'alive', now + command.ticketTtlMs, id) end
end
if #command.tickets > 0 then keepQueue() end
purge()
grantWaiting(setOf(command.tickets))
local states = {}
for i, id in ipairs(command.tickets) do
  states[i] = 3
  if redis.call('ZSCORE', base .. 'leases', id) then
    redis.call('ZADD', base .. 'leases', now + command.leaseTtlMs, id)
    states[i] = 2
  elseif redis.call('ZSCORE', base .. 'queue', id) then
    states[i] = 1
  end
end
keep()
return { states, signals }
