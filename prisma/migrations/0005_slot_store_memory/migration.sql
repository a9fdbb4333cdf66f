CREATE TABLE "slot_store_memory" (
    "id" INTEGER NOT NULL,
    "first_epoch" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "slot_store_memory_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "slot_store_memory_one_row" CHECK ("id" = 1)
);
