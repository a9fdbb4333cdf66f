-- KEYS[2] is the epoch mark: in a memory that isn't the one the caller's leases are in, nothing is done and the answer is {0}.
-- In a cluster no script may look at another tag's key: there command.epoch is '' and KEYS[2] is KEYS[1].
if command.epoch ~= '' and redis.call('HGET', KEYS[2], 'mark') ~= command.epoch then return { 0 } end
