// The Dockerfile: stages, what is copied from where, who runs it, which port.
import fs from 'node:fs'
import path from 'node:path'

const instructions = new Set(
  'FROM RUN CMD LABEL EXPOSE ENV ADD COPY ENTRYPOINT VOLUME USER WORKDIR ARG STOPSIGNAL HEALTHCHECK SHELL ONBUILD'.split(
    ' ',
  ),
)
/** What the build makes; everything else that is copied must be in the project. */
const products = ['/app/node_modules', '/app/dist', '/app/.next']
const secretName = /SECRET|PASSWORD|TOKEN|PEPPER|CREDENTIAL|API_KEY|DATABASE_URL|REDIS_URL/

/** Instructions with their arguments, continued lines joined, comments left out. */
export function parseDockerfile(text) {
  const joined = text.replace(/^\s*#.*$/gm, '').replace(/\\\n/g, ' ')
  const lines = joined.split('\n').map((line) => line.trim())
  return lines.filter(Boolean).map((line) => {
    const [word = '', ...rest] = line.split(/\s+/)
    return { instruction: word.toUpperCase(), text: rest.join(' ') }
  })
}

/** Variables of an ENV line. */
function variablesOf(text) {
  return Object.fromEntries([...text.matchAll(/([A-Za-z_]\w*)=(\S*)/g)].map((match) => [match[1], match[2]]))
}

function stageOf(parsed) {
  const start = parsed.findLastIndex(({ instruction }) => instruction === 'FROM')
  return parsed.slice(start)
}

function checkCopy(root, text, stages) {
  const from = /--from=(\S+)/.exec(text)?.[1]
  if (from !== undefined && !stages.includes(from)) return [`COPY --from=${from}: there is no such stage`]
  const sources = text
    .split(' ')
    .filter((word) => !word.startsWith('--'))
    .slice(0, -1)
  const inProject = (source) => (from === undefined ? source : source.replace(/^\/app\//, ''))
  return sources
    .filter((source) => source !== '.' && !products.some((product) => source.startsWith(product)))
    .filter((source) => !fs.existsSync(path.join(root, inProject(source))))
    .map((source) => `COPY ${source}: it is not in the project`)
}

/** What the image sets for the program that runs in it. */
export function imageSettings(text) {
  const last = stageOf(parseDockerfile(text))
  const variables = last.filter(({ instruction }) => instruction === 'ENV').map((each) => variablesOf(each.text))
  return { variables: Object.assign({}, ...variables), last }
}

/** Problems of a Dockerfile. */
export function checkDockerfile({ root, file, sources, allowed }) {
  const text = fs.readFileSync(path.join(root, file), 'utf8')
  const parsed = parseDockerfile(text)
  const stages = parsed.flatMap(({ instruction, text: line }) =>
    instruction === 'FROM' ? [/ AS (\S+)$/i.exec(line)?.[1] ?? ''] : [],
  )
  const { variables, last } = imageSettings(text)
  const value = (name) => last.findLast(({ instruction }) => instruction === name)?.text
  const problems = parsed
    .filter(({ instruction }) => !instructions.has(instruction))
    .map(({ instruction }) => `${instruction} is no instruction`)
  for (const { instruction, text: line } of parsed) {
    if (instruction === 'COPY') problems.push(...checkCopy(root, line, stages))
    if ((instruction === 'ENV' || instruction === 'ARG') && secretName.test(line)) {
      problems.push(`${instruction} ${line}: an image holds no secret`)
    }
  }
  if (!/npm run build && rm -rf \.next\/cache/.test(text)) problems.push('the bundler’s cache gets into the image')
  if (stages.length < 2) problems.push('it is built in one stage')
  if (['', 'root', '0'].includes(value('USER') ?? '')) problems.push('the program runs as root')
  if (value('EXPOSE') !== variables['PORT']) problems.push(`EXPOSE ${value('EXPOSE')} is not PORT ${variables['PORT']}`)
  const probe = /'(\/\w+)'/.exec(value('HEALTHCHECK') ?? '')?.[1]
  if (!sources.ops.includes(probe ?? '')) problems.push(`HEALTHCHECK asks ${probe}, which the gateway doesn't answer`)
  const { start } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')).scripts
  if (value('ENTRYPOINT') !== `["${start.split(' ').join('", "')}"]`)
    problems.push('ENTRYPOINT is not what `npm start` runs')
  for (const name of Object.keys(variables)) {
    if (!sources.variables.has(name) && !allowed.has(name)) problems.push(`ENV ${name} is no variable of Turnpike`)
  }
  return problems.map((problem) => `${file}: ${problem}`)
}
