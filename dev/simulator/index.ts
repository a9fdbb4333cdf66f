export type { RunningServer } from './listen'
export { type StripeSimulatorOptions, startStripeSimulator } from './stripe/server'
export { startUpstreamSimulator, type UpstreamSimulatorOptions } from './upstream/server'
