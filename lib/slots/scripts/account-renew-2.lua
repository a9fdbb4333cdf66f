-- Lengthens leases of one shard; with recreate, what a store without memory doesn't know is made anew.
-- KEYS[1]   shard base
-- KEYS[2]   epoch mark
-- ARGV[1]   epoch (the mark as last heard; '' = not looked at),
--           process, leases {{id, account}}, recreate 0|1, leaseTtlMs, confirmMs, seed
-- RETURNS   {lost lease ids, signals}
--           {0} the memory is another one: nothing was done
-- Cost      O(leases asked about).
--- @include begin
--- @include epoch
--- @include shard
--- @include pool
purgeLeases({})
local lost = {}
for _, lease in ipairs(command.leases) do
  if isHeld(lease[1]) then
    lengthen(lease[1], now + command.leaseTtlMs)
  elseif command.recreate == 1 then
    addLease(lease[1], lease[2], 0, 0, now + command.leaseTtlMs)
  else
    lost[#lost + 1] = lease[1]
  end
end
keep()
return { lost, signals }
