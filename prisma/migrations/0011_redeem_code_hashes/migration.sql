-- Redeem codes are kept as an HMAC, as API keys are, and a mask to tell them apart. The pepper isn't known here: codes of
-- earlier versions are hashed and emptied at the next start, and can be redeemed until then.

ALTER TABLE "redeem_codes"
    ALTER COLUMN "code" DROP NOT NULL,
    ADD COLUMN "code_hash" TEXT,
    ADD COLUMN "pepper_version" INTEGER,
    ADD COLUMN "mask" TEXT NOT NULL DEFAULT '';

CREATE UNIQUE INDEX "redeem_codes_code_hash_key" ON "redeem_codes"("code_hash");
CREATE INDEX "redeem_codes_mask_idx" ON "redeem_codes"("mask");
