import fs from 'node:fs'
import type { ReadyFile } from '../../dev/up/ready-file'

/** What the Turnpike under a browser test is: addresses, the admin's sign-in, the demo key, the simulators. */
export function readReadyFile(): ReadyFile {
  return JSON.parse(fs.readFileSync(process.env['TURNPIKE_READY_FILE'] ?? '', 'utf8')) as ReadyFile
}
