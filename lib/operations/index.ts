export { type AccountRecord, accountRecords } from './account-records'
export { checkSystem, type SystemCheck } from './check-system'
export { type JobView, listJobs } from './list-jobs'
export { listMigrations, type MigrationView } from './list-migrations'
export { listProcesses, type ProcessView } from './list-processes'
export { readLive } from './read-live'
export { type HourOfModel, type Latency, type Overview, readOverview, type TopEntry } from './read-overview'
export { summariseUsers, type UserSummary } from './summarise-users'
export {
  type RequestTrace,
  type TracedHold,
  type TracedTransfer,
  type TraceInput,
  traceRequest,
} from './trace-request'
export type * from './types'
export { watchLive } from './watch-live'
