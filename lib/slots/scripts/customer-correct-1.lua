-- Sets reserved tokens right when the real count is known; debt is allowed, more than full isn't.
-- KEYS[1]   customer base
-- ARGV[1]   corrections {{window, limit/min, delta tokens}}
-- RETURNS   1
-- Cost      O(corrections).
--- @include begin
--- @include rates
local used = readUsed(command.corrections)
for i, window in ipairs(command.corrections) do writeUsed(window, chargedUnits(used[i], window[3])) end
return 1
