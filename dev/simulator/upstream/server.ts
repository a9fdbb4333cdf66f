import { createServer } from 'node:http'
import { listenLocally, type RunningServer } from '../listen'
import { type Pace, paceFrom } from './pace'
import { route } from './router'
import { newState } from './state'

export interface UpstreamSimulatorOptions {
  readonly port?: number
  readonly pace?: Partial<Pace>
}

const demoPace: Pace = { tokenMs: 15, firstTokenMs: 40 }

/** Starts the upstream simulator on 127.0.0.1; `port` 0 or none takes a free one. */
export function startUpstreamSimulator(options: UpstreamSimulatorOptions = {}): Promise<RunningServer> {
  const state = newState(paceFrom(demoPace, { ...options.pace }))
  const server = createServer({ noDelay: true, keepAlive: true }, (req, res) => {
    void route(state, req, res)
  })
  return listenLocally(server, options.port ?? 0)
}
