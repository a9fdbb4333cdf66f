export { jobTable } from './job-table'
export { runJob } from './run-job'
export { startJobs, stopJobs } from './start-jobs'
export type * from './types'
