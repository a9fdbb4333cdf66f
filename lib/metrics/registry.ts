import { collectDefaultMetrics, Registry } from 'prom-client'
import { processState } from '../process-state'

/** The process's one Prometheus registry. Labels hold ids at most, never a key, a mail or a name; customers only while they are among the busiest. */
export function registry(): Registry {
  return processState('metrics', () => {
    const created = new Registry()
    collectDefaultMetrics({ register: created, prefix: 'turnpike_' })
    return created
  })
}

/** All metrics in Prometheus' text form. */
export async function metricsText(): Promise<{ contentType: string; text: string }> {
  return { contentType: registry().contentType, text: await registry().metrics() }
}
