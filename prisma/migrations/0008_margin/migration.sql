-- What upstream accounts cost: sums by day, the providers' prices, and what their own exports say.

CREATE TABLE "cost_days" (
    "day" DATE NOT NULL,
    "account_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "upstream_model" TEXT NOT NULL,
    "requests" BIGINT NOT NULL,
    "input_tokens" BIGINT NOT NULL,
    "cached_input_tokens" BIGINT NOT NULL,
    "cache_write_tokens" BIGINT NOT NULL,
    "output_tokens" BIGINT NOT NULL,
    "book_nano_usd" BIGINT NOT NULL,
    "charged_nano_usd" BIGINT NOT NULL,

    CONSTRAINT "cost_days_pkey" PRIMARY KEY ("day", "account_id", "user_id", "model", "upstream_model")
);

CREATE TABLE "cost_prices" (
    "account_id" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "input_nano_usd" BIGINT NOT NULL,
    "output_nano_usd" BIGINT NOT NULL,
    "cached_input_nano_usd" BIGINT,
    "cache_write_nano_usd" BIGINT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cost_prices_pkey" PRIMARY KEY ("account_id", "model")
);

CREATE TABLE "provider_usage" (
    "account_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "model" TEXT NOT NULL,
    "import_id" TEXT NOT NULL,
    "requests" BIGINT,
    "input_tokens" BIGINT,
    "output_tokens" BIGINT,
    "cost_nano_usd" BIGINT,

    CONSTRAINT "provider_usage_pkey" PRIMARY KEY ("account_id", "day", "model")
);
