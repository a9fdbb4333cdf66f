-- What the gateway itself takes before it asks a provider: calls counted by 15 minutes and step of time.

CREATE TABLE "own_latency_rollups" (
    "bucket_start" TIMESTAMPTZ(3) NOT NULL,
    "bin" SMALLINT NOT NULL,
    "calls" BIGINT NOT NULL,

    CONSTRAINT "own_latency_rollups_pkey" PRIMARY KEY ("bucket_start", "bin")
);
