/** The classes of tokens a provider bills, in the order they are shown. */
export const costRates = [
  'inputNanoUsdPerMillion',
  'cachedInputNanoUsdPerMillion',
  'cacheWriteNanoUsdPerMillion',
  'outputNanoUsdPerMillion',
] as const
