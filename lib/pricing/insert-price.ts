/** Adds a version, a moment after the last one when two come within a millisecond. Values: id, model, time, source, fingerprint, creator, then `priceValues`. */
export const insertPrice = `
  INSERT INTO model_prices (id, model, effective_from, source, fingerprint, created_by, callable, input_nano_usd,
    output_nano_usd, cached_input_nano_usd, cache_write_nano_usd, cache_write_1h_nano_usd, request_nano_usd,
    media_nano_usd, media_bounds, tool_call_nano_usd, tiers, long_context, context_tokens, max_output_tokens, provider)
  SELECT $1::text, $2::text, greatest($3::timestamptz, (SELECT max(effective_from) + interval '1 millisecond'
      FROM model_prices WHERE model = $2::text AND effective_from <= now() + interval '1 second')), $4::text, $5::text,
    $6::text, $7::boolean, $8::text::bigint, $9::text::bigint, $10::text::bigint, $11::text::bigint, $12::text::bigint,
    $13::text::bigint, $14::text::jsonb, $15::text::jsonb, $16::text::jsonb, $17::text::jsonb, $18::text::jsonb,
    $19::int, $20::int, $21::text
  RETURNING *`

/** As `insertPrice`, for many models at once: $1 = their values as JSON lists (id, model, fingerprint, `priceValues`), $2 time, $3 source, $4 creator. */
export const insertPrices = `
  INSERT INTO model_prices (id, model, effective_from, source, fingerprint, created_by, callable, input_nano_usd,
    output_nano_usd, cached_input_nano_usd, cache_write_nano_usd, cache_write_1h_nano_usd, request_nano_usd,
    media_nano_usd, media_bounds, tool_call_nano_usd, tiers, long_context, context_tokens, max_output_tokens, provider)
  SELECT p->>0, p->>1, greatest($2::timestamptz, (SELECT max(effective_from) + interval '1 millisecond'
      FROM model_prices WHERE model = p->>1 AND effective_from <= now() + interval '1 second')), $3::text, p->>2,
    $4::text, (p->>3)::boolean, (p->>4)::bigint, (p->>5)::bigint, (p->>6)::bigint, (p->>7)::bigint, (p->>8)::bigint,
    (p->>9)::bigint, (p->>10)::jsonb, (p->>11)::jsonb, (p->>12)::jsonb, (p->>13)::jsonb, (p->>14)::jsonb,
    (p->>15)::int, (p->>16)::int, p->>17
  FROM jsonb_array_elements($1::text::jsonb) AS p
  RETURNING id`
