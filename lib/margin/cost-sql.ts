/** Tokens are priced per million, multipliers are millionths. */
const million = '1000000'

/** Each version of a cost price with the days it counts: from its own to the next one's, so one of two from the same day has none. */
const priceSpans = `
  SELECT p.*, lead(effective_from) OVER (PARTITION BY account_id, model ORDER BY effective_from, version) AS until
  FROM cost_prices p`

/** `cost_days d` with what each row cost us: by the account's price of that model and day, else by its multiplier, else unknown (null). */
export const costedDays = `
  SELECT d.*, CASE
    WHEN p.removed = false THEN (d.input_tokens::numeric * p.input_nano_usd
      + d.cached_input_tokens::numeric * coalesce(p.cached_input_nano_usd, p.input_nano_usd)
      + d.cache_write_tokens::numeric * coalesce(p.cache_write_nano_usd, p.input_nano_usd)
      + d.output_tokens::numeric * p.output_nano_usd) / ${million}
    WHEN a.cost_multiplier IS NOT NULL THEN d.book_nano_usd::numeric * a.cost_multiplier / ${million}
  END AS cost
  FROM cost_days d
  LEFT JOIN upstream_accounts a ON a.id = d.account_id
  LEFT JOIN (${priceSpans}) p ON p.account_id = d.account_id AND p.model = d.upstream_model
    AND d.day >= p.effective_from AND (p.until IS NULL OR d.day < p.until)`
