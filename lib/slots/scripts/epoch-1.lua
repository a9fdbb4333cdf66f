-- Marks a store node's memory; a new mark means that the old memory is lost.
-- KEYS[1]   epoch key
-- ARGV[1]   mark (a random name, used when there is none)
-- RETURNS   {mark, age in ms}
-- Cost      O(1).
--- @include begin
local mark = redis.call('HMGET', KEYS[1], 'mark', 'at')
if not mark[1] then
  redis.call('HSET', KEYS[1], 'mark', command.mark, 'at', now)
  return { command.mark, 0 }
end
return { mark[1], now - tonumber(mark[2]) }
