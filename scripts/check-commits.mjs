// Holds the messages of this branch's commits against commitlint.config.mjs.
import { spawnSync } from 'node:child_process'
import path from 'node:path'

const maxCommits = 300
const root = path.resolve(import.meta.dirname, '..')

function git(...args) {
  const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' })
  return status === 0 ? stdout.trim() : ''
}

/** Where the look begins: what a branch adds to its origin, else the last few hundred commits, else all. */
function firstCommit() {
  const head = git('rev-parse', 'HEAD')
  const base = ['origin/HEAD', 'origin/main', 'origin/master']
    .map((name) => git('merge-base', name, 'HEAD'))
    .find(Boolean)
  if (base && base !== head) return base
  return (
    git('rev-parse', '--verify', '--quiet', `HEAD~${maxCommits}`) ||
    git('rev-list', '--max-parents=0', 'HEAD').split('\n')[0]
  )
}

if (git('rev-parse', '--is-inside-work-tree') !== 'true') {
  process.stdout.write('not a git clone: no commit messages to look at\n')
} else {
  const from = firstCommit()
  const script = path.join(root, 'node_modules', '@commitlint', 'cli', 'cli.js')
  const { status } = spawnSync(process.execPath, [script, '--from', from, '--to', 'HEAD'], {
    cwd: root,
    stdio: 'inherit',
  })
  process.exitCode = status ?? 1
}
