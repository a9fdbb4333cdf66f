-- Most checkpoints only record tokens: their hold is there and large enough, so no wallet needs a lock. Element n of each
-- array belongs to the n-th stream. Answers "n:held" for those; a hold that has to grow, is lost, or is being settled
-- this moment gets no answer and goes to grow_holds. The caller makes it durable by a flush.
CREATE FUNCTION record_checkpoints(p_ids text[], p_wanted bigint[], p_checkpoints jsonb[], p_now timestamptz) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  recorded text;
BEGIN
  WITH mine AS MATERIALIZED (
    SELECT h.request_id, t.n::int AS n FROM unnest(p_ids, p_wanted) WITH ORDINALITY AS t(request_id, wanted, n)
    JOIN holds h ON h.request_id = t.request_id AND h.amount_nano_usd >= t.wanted
    FOR NO KEY UPDATE OF h SKIP LOCKED
  ), kept AS (
    UPDATE holds h SET checkpoint = p_checkpoints[m.n], checkpoint_at = coalesce(p_now, now())
    FROM mine m WHERE h.request_id = m.request_id RETURNING m.n, h.amount_nano_usd
  )
  SELECT string_agg(k.n || ':' || k.amount_nano_usd, ',') INTO recorded FROM kept k;
  RETURN recorded;
END $$;
