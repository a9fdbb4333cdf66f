/** Something that has to happen from time to time, once over all processes. */
export type Job = {
  /** Stable: it names the queue. */
  name: string
  /** Five-field cron, UTC. */
  cron: string
  /** Safe to repeat and to be cut off anywhere. What it answers is shown on the System page. */
  run(): Promise<unknown>
}
