-- Says which account a customer's session is bound to in a pool; changes nothing.
-- KEYS[1]   shard base
-- ARGV[1]   pool, user, session
-- RETURNS   {account, or '' when there is no binding that still holds}
-- Cost      O(1).
--- @include begin
--- @include shard
return { boundAccount(command.pool, command.user, command.session) or '' }
