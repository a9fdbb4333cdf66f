// Writes lib/management-client/generated.ts: the types of every call of the management API, from its own OpenAPI document.
import fs from 'node:fs'
import path from 'node:path'
import { hashFiles } from './build-stamp.mjs'

const root = path.resolve(import.meta.dirname, '..')
const target = path.join(root, 'lib', 'management-client', 'generated.ts')
const indent = (text) => text.replaceAll('\n', '\n  ')
const isName = (text) => /^[A-Za-z_$][\w$]*$/.test(text)
const key = (name) => (isName(name) ? name : JSON.stringify(name))

function objectType(schema) {
  const required = new Set(schema.required ?? [])
  const fields = Object.entries(schema.properties ?? {}).map(
    ([name, each]) => `${key(name)}${required.has(name) ? '' : '?'}: ${typeOf(each)}`,
  )
  const more = schema.additionalProperties
  if (more && more !== true && fields.length === 0) return `Record<string, ${typeOf(more)}>`
  if (fields.length === 0) return 'Record<string, unknown>'
  return `{\n  ${fields.map(indent).join('\n  ')}\n}`
}

const wrap = (type) => (/ \| /.test(type) ? `(${type})` : type)

function plainType(type, schema) {
  if (type === 'object') return objectType(schema)
  if (type === 'array') return `${wrap(typeOf(schema.items ?? {}))}[]`
  if (type === 'integer') return 'number'
  return ['string', 'number', 'boolean', 'null'].includes(type) ? type : 'unknown'
}

const union = (types) => [...new Set(types)].join(' | ')

/** A JSON Schema as a TypeScript type. */
function typeOf(schema) {
  if (schema === true || schema === undefined) return 'unknown'
  if (schema.$ref) throw new Error(`a reference that is not followed: ${schema.$ref}`)
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return union(schema.enum.map((each) => JSON.stringify(each)))
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return union(choices.map(typeOf))
  if (schema.allOf) return schema.allOf.map((each) => wrap(typeOf(each))).join(' & ')
  if (Array.isArray(schema.type)) return union(schema.type.map((each) => plainType(each, schema)))
  return schema.type === undefined ? 'unknown' : plainType(schema.type, schema)
}

function parametersType(operation, place) {
  const own = (operation.parameters ?? []).filter((each) => each.in === place)
  if (own.length === 0) return 'undefined'
  const fields = own.map(({ name, required, schema }) => `${key(name)}${required ? '' : '?'}: ${typeOf(schema)}`)
  return `{\n  ${fields.map(indent).join('\n  ')}\n}`
}

function contentType(part) {
  const schema = part?.content?.['application/json']?.schema
  return schema === undefined ? 'undefined' : typeOf(schema)
}

function operationType(operation) {
  const success = Object.entries(operation.responses).find(([status]) => /^2/.test(status))?.[1]
  const parts = {
    params: parametersType(operation, 'path'),
    query: parametersType(operation, 'query'),
    body: contentType(operation.requestBody),
    answer: contentType(success),
  }
  return `{\n  ${Object.entries(parts)
    .map(([name, type]) => indent(`${name}: ${type}`))
    .join('\n  ')}\n}`
}

async function readDocument(runNode) {
  const { build } = await import('esbuild')
  const outfile = path.join(root, 'node_modules', '.cache', `open-api-${process.pid}.mjs`)
  fs.mkdirSync(path.dirname(outfile), { recursive: true })
  const contents = `
    import { buildOpenApi } from './lib/http'
    import { allRoutes } from './lib/management-api/all-routes'
    const document = buildOpenApi(allRoutes.map((route) => route.description), 'http://127.0.0.1', '1')
    process.stdout.write(JSON.stringify(document), () => process.exit(0))`
  await build({
    ...{ stdin: { contents, resolveDir: root, loader: 'ts' }, bundle: true, platform: 'node', format: 'esm', outfile },
    ...{ packages: 'external', loader: { '.lua': 'text' }, logLevel: 'error' },
  })
  try {
    return JSON.parse(await runNode(outfile))
  } finally {
    fs.rmSync(outfile, { force: true })
  }
}

function render(document) {
  const prefix = '/api/admin/v1'
  const lines = Object.entries(document.paths)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([route, methods]) =>
      Object.entries(methods).map(([method, operation]) => {
        const name = `${method.toUpperCase()} ${route.replace(prefix, '')}`
        return `  /** ${operation.summary} */\n  ${JSON.stringify(name)}: ${indent(operationType(operation))}`
      }),
    )
  return `/** Every call of the management API; made by scripts/client-types.mjs from its OpenAPI document. */
export type Operations = {\n${lines.join('\n')}\n}\n`
}

/** True when the types had to be made anew. */
export async function generateClientTypes(runNode) {
  const stamp = `// ${hashFiles(['lib', 'scripts/client-types.mjs', 'package-lock.json'])}\n`
  if (fs.existsSync(target) && fs.readFileSync(target, 'utf8').startsWith(stamp)) return false
  fs.writeFileSync(target, stamp + render(await readDocument(runNode)))
  return true
}
