export { countRefusal, countSettlement, setGauge } from './gateway-metrics'
export { metricsText } from './registry'
