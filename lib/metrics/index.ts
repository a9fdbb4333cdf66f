export { countRefusal, countSettlement, type SettlementSample, setGauge } from './gateway-metrics'
export { metricsText } from './registry'
