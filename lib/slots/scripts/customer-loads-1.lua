-- What runs and waits in scopes of one customer.
-- KEYS[1]   customer base
-- ARGV[1]   process, names {scope}, confirmMs
-- RETURNS   {{running, waiting} per name, signals}
-- Cost      O(waiting tickets of this customer + names).
--- @include begin
--- @include customer
purge()
grantWaiting({})
local waiting = {}
for _, row in ipairs(redis.call('HVALS', base .. 'tickets')) do
  for _, scope in ipairs(cjson.decode(row).s) do waiting[scope[1]] = (waiting[scope[1]] or 0) + 1 end
end
local loads = {}
for i, name in ipairs(command.names) do
  loads[i] = { number(name), waiting[name] or 0 }
end
keep()
return { loads, signals }
