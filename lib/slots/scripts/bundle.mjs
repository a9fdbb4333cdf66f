import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'

const folder = new URL('.', import.meta.url)
const target = new URL('../redis/script-texts.ts', import.meta.url)

function isCode(line) {
  return line.trim() !== '' && !line.trimStart().startsWith('--')
}

/** The text of one script with its includes in place, without comments. */
function compose(name) {
  const lines = readFileSync(new URL(name, folder), 'utf8').split('\n')
  return lines.flatMap((line) => {
    const include = /^--- @include (\w+)$/.exec(line)?.[1]
    if (include) return compose(`includes/${include}.lua`)
    return isCode(line) ? [line] : []
  })
}

/** Script texts as a module, so that every bundler and test runner loads them alike. A script's name ends with its number of keys, or with n. */
export function composeModule() {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.lua'))
    .sort()
  const rows = names.map((name) => `  '${name.slice(0, -4)}':\n    ${JSON.stringify(compose(name).join('\n'))},\n`)
  return `// Made from lib/slots/scripts/*.lua by \`node lib/slots/scripts/bundle.mjs\`; a test holds both equal.\nexport const scriptTexts = {\n${rows.join('')}} as const\n`
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(fileURLToPath(target), composeModule())
}
