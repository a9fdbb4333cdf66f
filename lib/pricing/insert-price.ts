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
