-- What customers buy: why a purchase failed, and the plan that a subscription changes to with its next paid period.

ALTER TABLE "checkouts" ADD COLUMN "failure" TEXT;
ALTER TABLE "subscriptions" ADD COLUMN "next_plan_id" TEXT;
