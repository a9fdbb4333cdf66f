export type { RunningServer } from './listen'
export { startUpstreamSimulator, type UpstreamSimulatorOptions } from './upstream/server'
