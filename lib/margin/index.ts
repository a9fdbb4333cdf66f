export { listCostPrices, putCostPrice } from './cost-prices'
export { importProviderUsage } from './import-provider-usage'
export { readDrift } from './read-drift'
export { readMargin } from './read-margin'
export {
  costPriceInput,
  costPriceView,
  type DriftView,
  driftQuery,
  driftView,
  importUsageInput,
  importUsageView,
  type MarginView,
  marginQuery,
  marginView,
} from './schemas'
export { sumCostDays } from './sum-cost-days'
