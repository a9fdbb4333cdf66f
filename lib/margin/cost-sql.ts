/** Tokens are priced per million, multipliers are millionths. */
const million = '1000000'

/** `cost_days d` with what each row cost us: by the account's price of that model, else by its multiplier, else unknown (null). */
export const costedDays = `
  SELECT d.*, CASE
    WHEN p.account_id IS NOT NULL THEN (d.input_tokens::numeric * p.input_nano_usd
      + d.cached_input_tokens::numeric * coalesce(p.cached_input_nano_usd, p.input_nano_usd)
      + d.cache_write_tokens::numeric * coalesce(p.cache_write_nano_usd, p.input_nano_usd)
      + d.output_tokens::numeric * p.output_nano_usd) / ${million}
    WHEN a.cost_multiplier IS NOT NULL THEN d.book_nano_usd::numeric * a.cost_multiplier / ${million}
  END AS cost
  FROM cost_days d
  LEFT JOIN upstream_accounts a ON a.id = d.account_id
  LEFT JOIN cost_prices p ON p.account_id = d.account_id AND p.model = d.upstream_model`
