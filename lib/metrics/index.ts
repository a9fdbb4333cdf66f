export { countRefusal, countSettlement, setGauge } from './gateway-metrics'
export { type LoadSample, setLoadSource } from './load-gauges'
export { metricsText } from './registry'
export { countAccountFailure, countPick, countSwitch, countWait, type WaitEnd } from './scheduling-metrics'
