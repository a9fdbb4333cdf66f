-- Lengthens leases of one customer; with recreate, what a store without memory doesn't know is made anew.
-- KEYS[1]   customer base
-- KEYS[2]   epoch mark
-- ARGV[1]   epoch (the mark as last heard; '' = not looked at),
--           process, leases {{id, {scope names}}}, recreate 0|1, leaseTtlMs, confirmMs
-- RETURNS   {lost lease ids, signals}
--           {0} the memory is another one: nothing was done
-- Cost      O(leases asked about + waiting tickets of this customer).
--- @include begin
--- @include epoch
--- @include customer
purge()
local lost = {}
for _, lease in ipairs(command.leases) do
  if redis.call('ZSCORE', base .. 'leases', lease[1]) then
    redis.call('ZADD', base .. 'leases', now + command.leaseTtlMs, lease[1])
  elseif command.recreate == 1 then
    addLease(lease[1], lease[2], now + command.leaseTtlMs)
  else
    lost[#lost + 1] = lease[1]
  end
end
keepFor(keepMs)
grantWaiting({})
keep()
return { lost, signals }
