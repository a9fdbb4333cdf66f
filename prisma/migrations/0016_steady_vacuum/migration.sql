-- Both tables are full under load and empty at rest. Giving their pages back to the disk locks a table against every hold, just
-- when load may begin again; the pages are needed again anyway.
ALTER TABLE "holds" SET (vacuum_truncate = off);
ALTER TABLE "funding_leases" SET (vacuum_truncate = off);
