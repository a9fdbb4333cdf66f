-- The loads and pauses of accounts, and who waits in a pool.
-- KEYS[1]   shard base
-- ARGV[1]   process, accounts {id}, pool ('' = none), confirmMs, seed
-- RETURNS   {now in ms, {running, waiting, health as JSON or '', mark of the last pick or ''} per account, waiting in the pool, signals}
-- Cost      O(accounts asked about).
--- @include begin
--- @include shard
--- @include pool
purgeLeases({})
keep()
local loads = {}
local marks = #command.accounts > 0 and redis.call('ZMSCORE', base .. 'picked', unpack(command.accounts)) or {}
for i, account in ipairs(command.accounts) do
  local health = healthOf(account)
  loads[i] = {
    numberIn(running, 'running', account),
    numberIn(sticky, 'sticky', account),
    health and cjson.encode(health) or '',
    marks[i] and string.format('%.0f', tonumber(marks[i])) or '',
  }
end
local waiting = 0
if command.pool ~= '' then waiting = redis.call('ZCARD', poolKey(command.pool, 'queue')) end
return { now, loads, waiting, signals }
