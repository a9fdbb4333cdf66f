-- Cost prices get a history, as sale prices have: each change is a version with the UTC day it counts from. What is there
-- goes on counting for all days.

ALTER TABLE "cost_prices"
    ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1,
    ADD COLUMN "effective_from" DATE NOT NULL DEFAULT '1970-01-01',
    ADD COLUMN "removed" BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN "created_by" TEXT,
    DROP CONSTRAINT "cost_prices_pkey",
    ADD CONSTRAINT "cost_prices_pkey" PRIMARY KEY ("account_id", "model", "version");

ALTER TABLE "cost_prices" ALTER COLUMN "version" DROP DEFAULT;
