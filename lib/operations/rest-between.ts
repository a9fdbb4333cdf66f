const restFactor = 20

/**
 * Wraps a reading so that it is done at most once in `minAgeMs`, and takes at most a twentieth of the time however slow it
 * becomes: in between, and while it runs anew, the last answer is given. Whoever finds none waits for the first one.
 */
export function restBetween<T>(read: () => Promise<T>, minAgeMs: number): () => Promise<T> {
  let last: { value: T } | null = null
  let dueAtMs = 0
  let reading: Promise<T> | null = null
  const start = async (): Promise<T> => {
    const begunMs = performance.now()
    try {
      const value = await read()
      last = { value }
      return value
    } finally {
      const endedMs = performance.now()
      dueAtMs = begunMs + Math.max(minAgeMs, (endedMs - begunMs) * restFactor)
      reading = null
    }
  }
  return async () => {
    if (last && performance.now() < dueAtMs) return last.value
    reading ??= start()
    if (!last) return await reading
    // An answer is there already: it doesn't wait for a slow reading longer than it takes to be quick.
    const quick = new Promise<null>((resolve) => setTimeout(() => resolve(null), minAgeMs).unref())
    return (await Promise.race([reading.catch(() => null), quick])) ?? last.value
  }
}
