/** SQL over usage_records: calls that ended in an error, whoever's it was; a customer who hangs up is none. */
export const isFailedSql = `(status IN ('failed', 'interrupted', 'truncated') OR (status = 'voided' AND error_code IS NOT NULL))`

/** SQL over usage_records: whose fault a failed call was. A limit that was met at an upstream is not the customer's. */
export const errorOwnerSql = `CASE
  WHEN error_code IN ('internal', 'overloaded', 'no_account_available') OR status = 'interrupted' THEN 'us'
  WHEN error_code IN ('upstream_failed', 'upstream_timeout', 'response_account_unavailable') OR status = 'truncated'
    OR (error_code = 'rate_limited' AND jsonb_array_length(attempts) > 0) THEN 'upstream'
  ELSE 'customer' END`

/** SQL over usage_records: every token of a call, each counted once. */
export const allTokensSql = `(input_tokens + cached_input_tokens + cache_write_5m_tokens + cache_write_1h_tokens + output_tokens)`
