import { localEnvironment } from './local-environment'
import { runCli } from './run-cli'

const directory = process.cwd()
const environment = localEnvironment(process.env, directory)
// The verbs of lib read the environment by themselves.
Object.assign(process.env, environment)
process.exitCode = await runCli(process.argv.slice(2), {
  environment,
  directory,
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
})
// Pools that a command opened would keep the process alive.
process.exit()
