-- Alerts: sustained conditions, one open event a label, messages with persisted tries, incidents of the status page.

ALTER TABLE "alert_rules"
  ADD COLUMN "for_seconds" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "mail_to" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
  ADD COLUMN "is_public" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "public_title" TEXT NOT NULL DEFAULT '',
  ADD COLUMN "public_text" TEXT NOT NULL DEFAULT '',
  ADD COLUMN "evaluated_at" TIMESTAMPTZ(3),
  ADD COLUMN "last_error" TEXT;
ALTER TABLE "alert_rules"
  ADD CONSTRAINT "alert_rules_operator_check" CHECK ("operator" IN ('above', 'below')),
  ADD CONSTRAINT "alert_rules_seconds_check"
    CHECK ("window_seconds" > 0 AND "for_seconds" >= 0 AND "cooldown_seconds" >= 0);

CREATE TABLE "alert_pending" (
    "rule_id" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "alert_pending_pkey" PRIMARY KEY ("rule_id","label")
);
ALTER TABLE "alert_pending" ADD CONSTRAINT "alert_pending_rule_id_fkey"
  FOREIGN KEY ("rule_id") REFERENCES "alert_rules"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "alert_events"
  ADD COLUMN "label" TEXT NOT NULL DEFAULT '',
  ADD COLUMN "severity" TEXT NOT NULL DEFAULT 'warning',
  ADD COLUMN "last_value" DOUBLE PRECISION NOT NULL DEFAULT 0,
  ADD COLUMN "incident_title" TEXT,
  ADD COLUMN "incident_text" TEXT;
DROP INDEX "alert_events_rule_id_fired_at_idx";
CREATE INDEX "alert_events_rule_id_label_fired_at_idx" ON "alert_events"("rule_id", "label", "fired_at");
-- However many processes look at once: a rule fires once for a label until it is resolved.
CREATE UNIQUE INDEX "alert_events_open_key" ON "alert_events"("rule_id", "label") WHERE "resolved_at" IS NULL;

CREATE TABLE "alert_deliveries" (
    "id" TEXT NOT NULL,
    "rule_id" TEXT NOT NULL,
    "event_id" TEXT,
    "kind" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL,
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "alert_deliveries_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "alert_deliveries_status_next_attempt_at_idx" ON "alert_deliveries"("status", "next_attempt_at");
CREATE INDEX "alert_deliveries_event_id_idx" ON "alert_deliveries"("event_id");
CREATE INDEX "alert_deliveries_rule_id_created_at_idx" ON "alert_deliveries"("rule_id", "created_at");
ALTER TABLE "alert_deliveries" ADD CONSTRAINT "alert_deliveries_rule_id_fkey"
  FOREIGN KEY ("rule_id") REFERENCES "alert_rules"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "alert_deliveries" ADD CONSTRAINT "alert_deliveries_event_id_fkey"
  FOREIGN KEY ("event_id") REFERENCES "alert_events"("id") ON DELETE CASCADE ON UPDATE CASCADE;
