-- Holds are found by their request id. Whoever looks for those of a customer or a process reads them all, seldom; each call
-- paid for two more indexes with its hold, and a plan made while the table was empty could choose one of them: it then
-- went through every hold that was closed since the last vacuum, for each settlement.
DROP INDEX "holds_user_id_idx";
DROP INDEX "holds_process_id_idx";

-- A busy minute leaves some hundred thousand closed holds: they are cleared while they are few, without pauses.
ALTER TABLE "holds" SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
  autovacuum_vacuum_cost_delay = 0);
