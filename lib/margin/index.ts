export { listCostPrices, listCostPriceVersions } from './cost-price-rows'
export { importProviderUsage } from './import-provider-usage'
export { putCostPrice, removeCostPrice } from './put-cost-price'
export { readDrift } from './read-drift'
export { readMargin } from './read-margin'
export {
  type CostPriceView,
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
