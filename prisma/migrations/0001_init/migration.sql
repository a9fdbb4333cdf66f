-- Tables of the whole domain. transfers and usage_records are partitioned by month on their time-sorted ids;
-- their partitions, the checks and the money functions come with the next migration.

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "PoolVisibility" AS ENUM ('public', 'plan', 'private');

-- CreateEnum
CREATE TYPE "PoolStatus" AS ENUM ('open', 'closed');

-- CreateEnum
CREATE TYPE "InstructionsPolicy" AS ENUM ('passthrough', 'default_if_missing', 'override');

-- CreateEnum
CREATE TYPE "DisconnectPolicy" AS ENUM ('drain', 'cancel');

-- CreateEnum
CREATE TYPE "UpstreamProtocol" AS ENUM ('openai', 'anthropic', 'gemini');

-- CreateEnum
CREATE TYPE "UpstreamStatus" AS ENUM ('active', 'error');

-- CreateEnum
CREATE TYPE "CredentialKind" AS ENUM ('api_key', 'oauth_client_credentials', 'oauth_refresh_token');

-- CreateEnum
CREATE TYPE "StripeEventStatus" AS ENUM ('received', 'processed', 'failed');

-- CreateEnum
CREATE TYPE "CheckoutKind" AS ENUM ('top_up', 'subscription', 'auto_top_up');

-- CreateEnum
CREATE TYPE "CheckoutStatus" AS ENUM ('open', 'pending', 'paid', 'failed', 'expired', 'refunded');

-- CreateEnum
CREATE TYPE "RedeemKind" AS ENUM ('credit', 'plan_days');

-- CreateEnum
CREATE TYPE "SubscriptionStatus" AS ENUM ('active', 'past_due', 'cancelled', 'ended');

-- CreateEnum
CREATE TYPE "UserRole" AS ENUM ('customer', 'viewer', 'support', 'admin', 'owner');

-- CreateEnum
CREATE TYPE "UserStatus" AS ENUM ('active', 'suspended', 'deleted');

-- CreateEnum
CREATE TYPE "Period" AS ENUM ('day', 'week', 'month');

-- CreateEnum
CREATE TYPE "MailCodePurpose" AS ENUM ('verify_email', 'reset_password', 'change_email');

-- CreateTable
CREATE TABLE "account_pools" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "protocols" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "rate_multiplier" BIGINT NOT NULL DEFAULT 1000000,
    "visibility" "PoolVisibility" NOT NULL DEFAULT 'public',
    "status" "PoolStatus" NOT NULL DEFAULT 'open',
    "instructions_policy" "InstructionsPolicy" NOT NULL DEFAULT 'passthrough',
    "instructions" TEXT NOT NULL DEFAULT '',
    "disconnect_policy" "DisconnectPolicy" NOT NULL DEFAULT 'drain',
    "max_waiting" INTEGER NOT NULL DEFAULT 100,
    "idle_timeout_ms" INTEGER NOT NULL DEFAULT 180000,
    "shard" TEXT NOT NULL DEFAULT 's0',
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "account_pools_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pool_access" (
    "pool_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,

    CONSTRAINT "pool_access_pkey" PRIMARY KEY ("pool_id","user_id")
);

-- CreateTable
CREATE TABLE "upstream_accounts" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "protocol" "UpstreamProtocol" NOT NULL,
    "apis" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "base_url" TEXT NOT NULL,
    "credential_kind" "CredentialKind" NOT NULL DEFAULT 'api_key',
    "credential_cipher" TEXT NOT NULL,
    "proxy_cipher" TEXT,
    "concurrency_limit" INTEGER NOT NULL DEFAULT 10,
    "priority" INTEGER NOT NULL DEFAULT 50,
    "models" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "model_map" JSONB NOT NULL DEFAULT '{}',
    "header_overrides" JSONB NOT NULL DEFAULT '{}',
    "options" JSONB NOT NULL DEFAULT '{}',
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "draining" BOOLEAN NOT NULL DEFAULT false,
    "status" "UpstreamStatus" NOT NULL DEFAULT 'active',
    "status_reason" TEXT,
    "status_since" TIMESTAMPTZ(3),
    "last_error" JSONB,
    "cost_multiplier" BIGINT,
    "shard" TEXT NOT NULL DEFAULT 's0',
    "expires_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "upstream_accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pool_members" (
    "pool_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,

    CONSTRAINT "pool_members_pkey" PRIMARY KEY ("pool_id","account_id")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "pool_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "key_prefix" TEXT NOT NULL,
    "key_last_four" TEXT NOT NULL,
    "key_hash" TEXT NOT NULL,
    "pepper_version" INTEGER NOT NULL,
    "previous_key_hash" TEXT,
    "previous_valid_until" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "disabled_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "spend_cap_nano_usd" BIGINT,
    "cap_period" "Period",
    "allowed_models" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "ip_allow" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "ip_deny" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "concurrency_limit" INTEGER,
    "requests_per_minute" INTEGER,
    "tokens_per_minute" INTEGER,
    "fallback_to_balance" BOOLEAN NOT NULL DEFAULT true,
    "clamp_to_balance" BOOLEAN NOT NULL DEFAULT false,
    "last_used_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stripe_events" (
    "id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "object_id" TEXT NOT NULL,
    "status" "StripeEventStatus" NOT NULL DEFAULT 'received',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "created" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "processed_at" TIMESTAMPTZ(3),

    CONSTRAINT "stripe_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "checkouts" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "kind" "CheckoutKind" NOT NULL,
    "status" "CheckoutStatus" NOT NULL DEFAULT 'open',
    "amount_nano_usd" BIGINT NOT NULL,
    "credited_nano_usd" BIGINT NOT NULL DEFAULT 0,
    "refunded_nano_usd" BIGINT NOT NULL DEFAULT 0,
    "plan_id" TEXT,
    "stripe_session_id" TEXT,
    "stripe_intent_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "checkouts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "auto_top_ups" (
    "user_id" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT false,
    "threshold_nano_usd" BIGINT NOT NULL,
    "amount_nano_usd" BIGINT NOT NULL,
    "monthly_cap_nano_usd" BIGINT NOT NULL,
    "stripe_payment_method_id" TEXT,
    "armed" BOOLEAN NOT NULL DEFAULT true,
    "paused_reason" TEXT,
    "paused_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "auto_top_ups_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "redeem_codes" (
    "id" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "kind" "RedeemKind" NOT NULL,
    "amount_nano_usd" BIGINT,
    "credit_days" INTEGER,
    "plan_id" TEXT,
    "plan_days" INTEGER,
    "max_redemptions" INTEGER NOT NULL DEFAULT 1,
    "redeemed" INTEGER NOT NULL DEFAULT 0,
    "batch" TEXT NOT NULL DEFAULT '',
    "expires_at" TIMESTAMPTZ(3),
    "disabled_at" TIMESTAMPTZ(3),
    "created_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "redeem_codes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "code_redemptions" (
    "code_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "code_redemptions_pkey" PRIMARY KEY ("code_id","user_id")
);

-- CreateTable
CREATE TABLE "model_prices" (
    "id" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "effective_from" TIMESTAMPTZ(3) NOT NULL,
    "callable" BOOLEAN NOT NULL DEFAULT true,
    "input_nano_usd" BIGINT NOT NULL,
    "output_nano_usd" BIGINT NOT NULL,
    "cached_input_nano_usd" BIGINT,
    "cache_write_nano_usd" BIGINT,
    "cache_write_1h_nano_usd" BIGINT,
    "request_nano_usd" BIGINT NOT NULL DEFAULT 0,
    "media_nano_usd" JSONB NOT NULL DEFAULT '{}',
    "tool_call_nano_usd" JSONB NOT NULL DEFAULT '{}',
    "tiers" JSONB NOT NULL DEFAULT '{}',
    "long_context" JSONB,
    "context_tokens" INTEGER,
    "max_output_tokens" INTEGER,
    "provider" TEXT NOT NULL DEFAULT '',
    "source" TEXT NOT NULL DEFAULT 'manual',
    "fingerprint" TEXT NOT NULL,
    "created_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "model_prices_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "plans" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "price_nano_usd" BIGINT NOT NULL,
    "interval" "Period" NOT NULL DEFAULT 'month',
    "allowance_day_nano_usd" BIGINT,
    "allowance_week_nano_usd" BIGINT,
    "allowance_month_nano_usd" BIGINT,
    "concurrency_limit" INTEGER,
    "fair_queue_weight" INTEGER NOT NULL DEFAULT 1,
    "requests_per_minute" INTEGER,
    "tokens_per_minute" INTEGER,
    "features" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "for_sale" BOOLEAN NOT NULL DEFAULT true,
    "sort_order" INTEGER NOT NULL DEFAULT 0,
    "stripe_product_id" TEXT,
    "stripe_price_id" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "plans_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "plan_pools" (
    "plan_id" TEXT NOT NULL,
    "pool_id" TEXT NOT NULL,

    CONSTRAINT "plan_pools_pkey" PRIMARY KEY ("plan_id","pool_id")
);

-- CreateTable
CREATE TABLE "subscriptions" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "plan_id" TEXT NOT NULL,
    "status" "SubscriptionStatus" NOT NULL DEFAULT 'active',
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "period_start" TIMESTAMPTZ(3) NOT NULL,
    "period_end" TIMESTAMPTZ(3) NOT NULL,
    "cancel_at_period_end" BOOLEAN NOT NULL DEFAULT false,
    "stripe_subscription_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "subscriptions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "quota_windows" (
    "subscription_id" TEXT NOT NULL,
    "kind" "Period" NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "limit_nano_usd" BIGINT NOT NULL,
    "used_nano_usd" BIGINT NOT NULL DEFAULT 0,
    "held_nano_usd" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "quota_windows_pkey" PRIMARY KEY ("subscription_id","kind")
);

-- CreateTable
CREATE TABLE "users" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_verified_at" TIMESTAMPTZ(3),
    "name" TEXT NOT NULL DEFAULT '',
    "password_hash" TEXT,
    "role" "UserRole" NOT NULL DEFAULT 'customer',
    "status" "UserStatus" NOT NULL DEFAULT 'active',
    "timezone" TEXT NOT NULL DEFAULT 'UTC',
    "locale" TEXT NOT NULL DEFAULT 'en',
    "concurrency_limit" INTEGER NOT NULL DEFAULT 5,
    "rate_multiplier" BIGINT,
    "requests_per_minute" INTEGER,
    "tokens_per_minute" INTEGER,
    "budget_nano_usd" BIGINT,
    "budget_period" "Period",
    "totp_cipher" TEXT,
    "totp_enabled_at" TIMESTAMPTZ(3),
    "stripe_customer_id" TEXT,
    "loss_flagged_at" TIMESTAMPTZ(3),
    "notifications" JSONB NOT NULL DEFAULT '{}',
    "admin_notes" TEXT NOT NULL DEFAULT '',
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "user_agent" TEXT NOT NULL DEFAULT '',
    "address" TEXT NOT NULL DEFAULT '',
    "actor_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "oauth_identities" (
    "provider" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "oauth_identities_pkey" PRIMARY KEY ("provider","provider_id")
);

-- CreateTable
CREATE TABLE "mail_codes" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "purpose" "MailCodePurpose" NOT NULL,
    "code_hash" TEXT NOT NULL,
    "new_email" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "mail_codes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "recovery_codes" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "code_hash" TEXT NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "recovery_codes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "management_tokens" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "last_four" TEXT NOT NULL,
    "scopes" TEXT[],
    "created_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "management_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_records" (
    "token_id" TEXT NOT NULL,
    "route" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "body_hash" TEXT NOT NULL,
    "status" INTEGER,
    "answer" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_records_pkey" PRIMARY KEY ("token_id","route","key")
);

-- CreateTable
CREATE TABLE "wallets" (
    "user_id" TEXT NOT NULL,
    "balance_nano_usd" BIGINT NOT NULL DEFAULT 0,
    "promo_nano_usd" BIGINT NOT NULL DEFAULT 0,
    "held_nano_usd" BIGINT NOT NULL DEFAULT 0,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "wallets_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "promo_grants" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "amount_nano_usd" BIGINT NOT NULL,
    "remaining_nano_usd" BIGINT NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "promo_grants_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "key_spend" (
    "key_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "period_start" TIMESTAMPTZ(3) NOT NULL,
    "used_nano_usd" BIGINT NOT NULL DEFAULT 0,
    "held_nano_usd" BIGINT NOT NULL DEFAULT 0,
    "total_nano_usd" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "key_spend_pkey" PRIMARY KEY ("key_id")
);

-- CreateTable
CREATE TABLE "user_spend" (
    "user_id" TEXT NOT NULL,
    "period_start" TIMESTAMPTZ(3) NOT NULL,
    "used_nano_usd" BIGINT NOT NULL DEFAULT 0,
    "held_nano_usd" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "user_spend_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "holds" (
    "request_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "process_id" TEXT NOT NULL,
    "amount_nano_usd" BIGINT NOT NULL,
    "funded_by" TEXT NOT NULL,
    "subscription_id" TEXT,
    "key_period_start" TIMESTAMPTZ(3),
    "user_period_start" TIMESTAMPTZ(3),
    "window_starts" JSONB,
    "request" JSONB NOT NULL,
    "checkpoint" JSONB,
    "checkpoint_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "holds_pkey" PRIMARY KEY ("request_id")
);

-- CreateTable
CREATE TABLE "ledger_accounts" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "user_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ledger_accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "transfers" (
    "id" TEXT COLLATE "C" NOT NULL,
    "user_id" TEXT,
    "debit_account" TEXT NOT NULL,
    "credit_account" TEXT NOT NULL,
    "amount_nano_usd" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "request_id" TEXT,
    "cause_kind" TEXT,
    "cause_id" TEXT,
    "corrects" TEXT,
    "memo" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "transfers_pkey" PRIMARY KEY ("id")
) PARTITION BY RANGE ("id");

-- CreateTable
CREATE TABLE "ledger_causes" (
    "kind" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "user_id" TEXT,
    "transfer_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ledger_causes_pkey" PRIMARY KEY ("kind","id")
);

-- CreateTable
CREATE TABLE "usage_records" (
    "request_id" TEXT COLLATE "C" NOT NULL,
    "user_id" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "pool_id" TEXT NOT NULL,
    "account_id" TEXT,
    "protocol" TEXT NOT NULL,
    "endpoint" TEXT NOT NULL,
    "stream" BOOLEAN NOT NULL,
    "playground" BOOLEAN NOT NULL DEFAULT false,
    "requested_model" TEXT NOT NULL,
    "upstream_model" TEXT,
    "status" TEXT NOT NULL,
    "error_code" TEXT,
    "end_reason" TEXT,
    "input_tokens" BIGINT NOT NULL DEFAULT 0,
    "cached_input_tokens" BIGINT NOT NULL DEFAULT 0,
    "cache_write_5m_tokens" BIGINT NOT NULL DEFAULT 0,
    "cache_write_1h_tokens" BIGINT NOT NULL DEFAULT 0,
    "output_tokens" BIGINT NOT NULL DEFAULT 0,
    "reasoning_tokens" BIGINT NOT NULL DEFAULT 0,
    "media_tokens" JSONB NOT NULL DEFAULT '{}',
    "tool_calls" JSONB NOT NULL DEFAULT '{}',
    "service_tier" TEXT,
    "cost_nano_usd" BIGINT NOT NULL DEFAULT 0,
    "charged_nano_usd" BIGINT NOT NULL DEFAULT 0,
    "loss_nano_usd" BIGINT NOT NULL DEFAULT 0,
    "funded_by" TEXT NOT NULL,
    "subscription_id" TEXT,
    "price_version_id" TEXT,
    "rate_multiplier" BIGINT NOT NULL,
    "usage_source" TEXT NOT NULL,
    "attempts" JSONB NOT NULL DEFAULT '[]',
    "hold_nano_usd" BIGINT NOT NULL DEFAULT 0,
    "balance_after_nano_usd" BIGINT,
    "queue_ms" INTEGER NOT NULL DEFAULT 0,
    "first_token_ms" INTEGER,
    "duration_ms" INTEGER NOT NULL DEFAULT 0,
    "process_id" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "usage_records_pkey" PRIMARY KEY ("request_id")
) PARTITION BY RANGE ("request_id");

-- CreateTable
CREATE TABLE "gateway_processes" (
    "id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "version" TEXT NOT NULL DEFAULT '',
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "heartbeat_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "swept_at" TIMESTAMPTZ(3),
    "admitted" BIGINT NOT NULL DEFAULT 0,
    "settled" BIGINT NOT NULL DEFAULT 0,
    "voided" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "gateway_processes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "usage_rollups" (
    "bucket_start" TIMESTAMPTZ(3) NOT NULL,
    "user_id" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "pool_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "requests" BIGINT NOT NULL,
    "failed" BIGINT NOT NULL,
    "input_tokens" BIGINT NOT NULL,
    "cached_input_tokens" BIGINT NOT NULL,
    "cache_write_tokens" BIGINT NOT NULL,
    "output_tokens" BIGINT NOT NULL,
    "cost_nano_usd" BIGINT NOT NULL,
    "charged_nano_usd" BIGINT NOT NULL,
    "loss_nano_usd" BIGINT NOT NULL,
    "queue_ms" BIGINT NOT NULL,
    "first_token_ms" BIGINT NOT NULL,
    "first_token_count" BIGINT NOT NULL,
    "duration_ms" BIGINT NOT NULL,

    CONSTRAINT "usage_rollups_pkey" PRIMARY KEY ("user_id","bucket_start","key_id","pool_id","account_id","model")
);

-- CreateTable
CREATE TABLE "job_watermarks" (
    "name" TEXT NOT NULL,
    "reached_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "detail" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "job_watermarks_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "upstream_responses" (
    "user_id" TEXT NOT NULL,
    "response_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "pool_id" TEXT NOT NULL,
    "input_tokens" BIGINT NOT NULL DEFAULT 0,
    "output_tokens" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "upstream_responses_pkey" PRIMARY KEY ("user_id","response_id")
);

-- CreateTable
CREATE TABLE "audit_log" (
    "id" TEXT NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "address" TEXT NOT NULL DEFAULT '',
    "action" TEXT NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "request_id" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_log_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "settings" (
    "name" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updated_by" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "alert_rules" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "operator" TEXT NOT NULL,
    "threshold" DOUBLE PRECISION NOT NULL,
    "window_seconds" INTEGER NOT NULL,
    "severity" TEXT NOT NULL,
    "filters" JSONB NOT NULL DEFAULT '{}',
    "notify_mail" BOOLEAN NOT NULL DEFAULT true,
    "webhook_url" TEXT,
    "webhook_secret_cipher" TEXT,
    "cooldown_seconds" INTEGER NOT NULL DEFAULT 3600,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "alert_rules_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_events" (
    "id" TEXT NOT NULL,
    "rule_id" TEXT NOT NULL,
    "value" DOUBLE PRECISION NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "fired_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "resolved_at" TIMESTAMPTZ(3),
    "notified_at" TIMESTAMPTZ(3),

    CONSTRAINT "alert_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_silences" (
    "id" TEXT NOT NULL,
    "rule_id" TEXT,
    "severity" TEXT,
    "reason" TEXT NOT NULL DEFAULT '',
    "until" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "alert_silences_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "announcements" (
    "id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'draft',
    "audience" JSONB NOT NULL DEFAULT '{}',
    "starts_at" TIMESTAMPTZ(3),
    "ends_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "announcements_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "announcement_reads" (
    "announcement_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "read_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "announcement_reads_pkey" PRIMARY KEY ("announcement_id","user_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "account_pools_name_key" ON "account_pools"("name");

-- CreateIndex
CREATE INDEX "pool_access_user_id_idx" ON "pool_access"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "upstream_accounts_name_key" ON "upstream_accounts"("name");

-- CreateIndex
CREATE INDEX "pool_members_account_id_idx" ON "pool_members"("account_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_key_hash_key" ON "api_keys"("key_hash");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_previous_key_hash_key" ON "api_keys"("previous_key_hash");

-- CreateIndex
CREATE INDEX "api_keys_user_id_created_at_idx" ON "api_keys"("user_id", "created_at");

-- CreateIndex
CREATE INDEX "api_keys_pool_id_idx" ON "api_keys"("pool_id");

-- CreateIndex
CREATE INDEX "stripe_events_status_received_at_idx" ON "stripe_events"("status", "received_at");

-- CreateIndex
CREATE UNIQUE INDEX "checkouts_stripe_session_id_key" ON "checkouts"("stripe_session_id");

-- CreateIndex
CREATE UNIQUE INDEX "checkouts_stripe_intent_id_key" ON "checkouts"("stripe_intent_id");

-- CreateIndex
CREATE INDEX "checkouts_user_id_created_at_idx" ON "checkouts"("user_id", "created_at");

-- CreateIndex
CREATE INDEX "checkouts_status_created_at_idx" ON "checkouts"("status", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "redeem_codes_code_key" ON "redeem_codes"("code");

-- CreateIndex
CREATE INDEX "redeem_codes_batch_idx" ON "redeem_codes"("batch");

-- CreateIndex
CREATE INDEX "code_redemptions_user_id_idx" ON "code_redemptions"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "model_prices_model_effective_from_key" ON "model_prices"("model", "effective_from");

-- CreateIndex
CREATE UNIQUE INDEX "plans_name_key" ON "plans"("name");

-- CreateIndex
CREATE INDEX "plan_pools_pool_id_idx" ON "plan_pools"("pool_id");

-- CreateIndex
CREATE UNIQUE INDEX "subscriptions_stripe_subscription_id_key" ON "subscriptions"("stripe_subscription_id");

-- CreateIndex
CREATE INDEX "subscriptions_user_id_status_idx" ON "subscriptions"("user_id", "status");

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE UNIQUE INDEX "users_stripe_customer_id_key" ON "users"("stripe_customer_id");

-- CreateIndex
CREATE INDEX "users_created_at_idx" ON "users"("created_at");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- CreateIndex
CREATE INDEX "oauth_identities_user_id_idx" ON "oauth_identities"("user_id");

-- CreateIndex
CREATE INDEX "mail_codes_user_id_purpose_idx" ON "mail_codes"("user_id", "purpose");

-- CreateIndex
CREATE INDEX "recovery_codes_user_id_idx" ON "recovery_codes"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "management_tokens_token_hash_key" ON "management_tokens"("token_hash");

-- CreateIndex
CREATE INDEX "idempotency_records_created_at_idx" ON "idempotency_records"("created_at");

-- CreateIndex
CREATE INDEX "promo_grants_user_id_expires_at_idx" ON "promo_grants"("user_id", "expires_at");

-- CreateIndex
CREATE INDEX "key_spend_user_id_idx" ON "key_spend"("user_id");

-- CreateIndex
CREATE INDEX "holds_user_id_idx" ON "holds"("user_id");

-- CreateIndex
CREATE INDEX "holds_process_id_idx" ON "holds"("process_id");

-- CreateIndex
CREATE INDEX "ledger_accounts_user_id_idx" ON "ledger_accounts"("user_id");

-- CreateIndex
CREATE INDEX "transfers_user_id_created_at_idx" ON "transfers"("user_id", "created_at");

-- CreateIndex
CREATE INDEX "usage_records_user_id_request_id_idx" ON "usage_records"("user_id", "request_id" DESC);

-- CreateIndex
CREATE INDEX "usage_records_key_id_request_id_idx" ON "usage_records"("key_id", "request_id" DESC);

-- CreateIndex
CREATE INDEX "usage_records_account_id_request_id_idx" ON "usage_records"("account_id", "request_id" DESC);

-- CreateIndex
CREATE INDEX "usage_records_settled_at_idx" ON "usage_records"("settled_at");

-- CreateIndex
CREATE INDEX "gateway_processes_heartbeat_at_idx" ON "gateway_processes"("heartbeat_at");

-- CreateIndex
CREATE INDEX "usage_rollups_bucket_start_idx" ON "usage_rollups"("bucket_start");

-- CreateIndex
CREATE INDEX "upstream_responses_expires_at_idx" ON "upstream_responses"("expires_at");

-- CreateIndex
CREATE INDEX "audit_log_subject_kind_subject_id_idx" ON "audit_log"("subject_kind", "subject_id");

-- CreateIndex
CREATE INDEX "audit_log_actor_id_idx" ON "audit_log"("actor_id");

-- CreateIndex
CREATE INDEX "audit_log_created_at_idx" ON "audit_log"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "alert_rules_name_key" ON "alert_rules"("name");

-- CreateIndex
CREATE INDEX "alert_events_rule_id_fired_at_idx" ON "alert_events"("rule_id", "fired_at");

-- CreateIndex
CREATE INDEX "alert_events_resolved_at_idx" ON "alert_events"("resolved_at");

-- CreateIndex
CREATE INDEX "alert_silences_until_idx" ON "alert_silences"("until");

-- AddForeignKey
ALTER TABLE "pool_access" ADD CONSTRAINT "pool_access_pool_id_fkey" FOREIGN KEY ("pool_id") REFERENCES "account_pools"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pool_access" ADD CONSTRAINT "pool_access_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pool_members" ADD CONSTRAINT "pool_members_pool_id_fkey" FOREIGN KEY ("pool_id") REFERENCES "account_pools"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pool_members" ADD CONSTRAINT "pool_members_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "upstream_accounts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_pool_id_fkey" FOREIGN KEY ("pool_id") REFERENCES "account_pools"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "code_redemptions" ADD CONSTRAINT "code_redemptions_code_id_fkey" FOREIGN KEY ("code_id") REFERENCES "redeem_codes"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "plan_pools" ADD CONSTRAINT "plan_pools_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "plans"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "plan_pools" ADD CONSTRAINT "plan_pools_pool_id_fkey" FOREIGN KEY ("pool_id") REFERENCES "account_pools"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "plans"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "quota_windows" ADD CONSTRAINT "quota_windows_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "subscriptions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "oauth_identities" ADD CONSTRAINT "oauth_identities_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mail_codes" ADD CONSTRAINT "mail_codes_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recovery_codes" ADD CONSTRAINT "recovery_codes_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "wallets" ADD CONSTRAINT "wallets_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_events" ADD CONSTRAINT "alert_events_rule_id_fkey" FOREIGN KEY ("rule_id") REFERENCES "alert_rules"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "announcement_reads" ADD CONSTRAINT "announcement_reads_announcement_id_fkey" FOREIGN KEY ("announcement_id") REFERENCES "announcements"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "announcement_reads" ADD CONSTRAINT "announcement_reads_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;


