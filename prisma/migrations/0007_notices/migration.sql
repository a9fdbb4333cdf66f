-- Mails that tell customers what is about to stop their calls: one for each crossing, whatever restarts in between.

CREATE TABLE "notices" (
    "id" BIGSERIAL NOT NULL,
    "user_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL DEFAULT '',
    "occasion" TEXT NOT NULL,
    "details" JSONB NOT NULL DEFAULT '{}',
    "state" TEXT NOT NULL DEFAULT 'open',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "crossed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "notices_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "notices"
  ADD CONSTRAINT "notices_state_check" CHECK ("state" IN ('open', 'sending', 'sent', 'unwanted', 'failed'));
CREATE UNIQUE INDEX "notices_user_id_kind_subject_occasion_key" ON "notices"("user_id", "kind", "subject", "occasion");
CREATE INDEX "notices_state_id_idx" ON "notices"("state", "id");
CREATE INDEX "notices_crossed_at_idx" ON "notices"("crossed_at");
ALTER TABLE "notices" ADD CONSTRAINT "notices_user_id_fkey"
  FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "balance_watch" (
    "user_id" TEXT NOT NULL,
    "armed" BOOLEAN NOT NULL DEFAULT true,
    "crossings" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "balance_watch_pkey" PRIMARY KEY ("user_id")
);
ALTER TABLE "balance_watch" ADD CONSTRAINT "balance_watch_user_id_fkey"
  FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
