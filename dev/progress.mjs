// Shows what a start is doing: one line a step, moving on a terminal, plain elsewhere. Only Node built-ins: it runs
// before anything is installed.

const isTerminal = process.stdout.isTTY === true && process.env.TERM !== 'dumb' && !process.env.CI
const hasColor = isTerminal && process.env.NO_COLOR === undefined
const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const frameMs = 80

const paint = (code) => (text) => (hasColor ? `\u001b[${code}m${text}\u001b[0m` : text)
export const colors = { bold: paint('1'), dim: paint('2'), green: paint('32'), red: paint('31'), cyan: paint('36') }

const seconds = (sinceMs) => `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`
const write = (text) => process.stdout.write(text)

/** A step that runs: its line moves until it is done or failed. */
export async function step(title, work) {
  const startMs = performance.now()
  let frame = 0
  let note = ''
  const draw = () => {
    const line = `${colors.cyan(frames[frame++ % frames.length])} ${title} ${colors.dim(`${note} ${seconds(startMs)}`.trim())}`
    write(`\r\u001b[2K${line}`)
  }
  const timer = isTerminal ? setInterval(draw, frameMs) : undefined
  if (timer) draw()
  const finish = (mark, text) => {
    clearInterval(timer)
    write(`${isTerminal ? '\r\u001b[2K' : ''}${mark} ${title}${text ? ` ${colors.dim(text)}` : ''}\n`)
  }
  try {
    const result = await work((text) => {
      note = text.replaceAll(/\s+/g, ' ').slice(0, 60)
    })
    const said = typeof result === 'string' ? result : (result?.note ?? '')
    finish(colors.green('✓'), `${said ? `${said} · ` : ''}${seconds(startMs)}`)
    return result
  } catch (error) {
    finish(colors.red('✗'), '')
    throw error
  }
}

/** One line that stands as it is. */
export function say(text = '') {
  write(`${text}\n`)
}

/** Thrown for what a person can mend: shown as one sentence, without a stack. */
export class StartError extends Error {
  name = 'StartError'
}

/** Says why a start stopped: a sentence when it is one a person can mend, else everything that is known. */
export function explain(error) {
  const isSentence = ['StartError', 'EmbeddedPostgresError', 'EnvironmentError'].includes(error?.name)
  if (error?.code === 'ENOSPC' || /ENOSPC|No space left on device/.test(String(error?.message))) {
    return 'The disk is full. Free some space, or set DATA_DIR to another disk.'
  }
  return isSentence ? error.message : (error?.stack ?? String(error))
}
