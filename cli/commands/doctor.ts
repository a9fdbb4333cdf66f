import path from 'node:path'
import { parseArgs } from 'node:util'
import { diagnose, type Finding } from '../../lib/doctor'
import { type Command, exitCodes } from '../types'

const marks: Readonly<Record<Finding['level'], string>> = {
  ok: 'ok',
  warning: 'WARNING',
  failed: 'FAILED',
  skipped: '-',
}

/** turnpike doctor */
export const doctorCommand: Command = {
  name: 'doctor',
  usage: 'doctor [--json]',
  summary: 'Checks configuration, database, Redis, jobs, secrets, upstreams and Stripe, and says what to do',
  run: async (args, context) => {
    const { values } = parseArgs({ args, options: { json: { type: 'boolean' } } })
    const findings = await diagnose(context.environment, path.resolve(context.directory, 'prisma/migrations'))
    const failures = findings.filter(({ level }) => level === 'failed').length
    const warnings = findings.filter(({ level }) => level === 'warning').length
    if (values.json) context.out(JSON.stringify({ failures, warnings, findings }))
    else {
      const width = Math.max(...findings.map(({ check }) => check.length))
      for (const { check, level, message, fix } of findings) {
        context.out(`${marks[level].padEnd(8)} ${check.padEnd(width)}  ${message}`)
        if (fix !== undefined) context.out(`${' '.repeat(9 + width)}  → ${fix}`)
      }
      context.out(`${findings.length} checks, ${failures} failed, ${warnings} warnings`)
    }
    return failures > 0 ? exitCodes.failed : exitCodes.done
  },
}
