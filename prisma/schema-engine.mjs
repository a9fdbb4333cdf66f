#!/usr/bin/env node
// Takes the place of Prisma's `schema-engine` program for its command line tool: same arguments, same JSON-RPC over
// standard input and output, but the engine is the official WebAssembly build over @prisma/adapter-pg.
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import readline from 'node:readline'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg'
import pg from 'pg'

const charOid = 18
const bpcharOid = 1042
const adapterCharacterType = 6
const connectTimeoutMs = 5_000

const panic = {
  message: '',
  set_message(text) {
    this.message = text
  },
}
globalThis.PRISMA_WASM_PANIC_REGISTRY = panic

function readArguments(argv) {
  const read = { datamodels: [], datasource: undefined, command: undefined }
  for (let index = 0; index < argv.length; index++) {
    const name = argv[index]
    if (name === '--datamodels') read.datamodels.push(argv[++index])
    else if (name === '--datasource') read.datasource = JSON.parse(argv[++index])
    else if (name === 'cli') read.command = argv[++index]
    else if (name.startsWith('--')) index++
  }
  return read
}

function readUrl(text) {
  const url = new URL(text)
  const schema = url.searchParams.get('schema') || 'public'
  const sslMode = url.searchParams.get('sslmode')
  return {
    schema,
    config: {
      host: url.searchParams.get('host') ?? (url.hostname || 'localhost'),
      port: Number(url.port || 5432),
      user: decodeURIComponent(url.username) || undefined,
      password: decodeURIComponent(url.password) || undefined,
      database: decodeURIComponent(url.pathname.slice(1)) || 'postgres',
      connectionTimeoutMillis: connectTimeoutMs,
      ...(schema !== 'public' && { options: `-c search_path="${schema}"` }),
      ...(sslMode && sslMode !== 'disable' && { ssl: { rejectUnauthorized: sslMode === 'verify-full' } }),
    },
  }
}

const given = readArguments(process.argv.slice(2))
const target = given.datasource ? readUrl(given.datasource.url) : { schema: 'public', config: {} }

// The adapter knows no mapping for the internal type "char", which the catalogue tables use: let it read bpchar and
// name the column type for the engine afterwards.
let charColumns = []
function relabel(result) {
  charColumns = []
  for (const [index, field] of (result?.fields ?? []).entries()) {
    if (field.dataTypeID !== charOid) continue
    field.dataTypeID = bpcharOid
    charColumns.push(index)
  }
  return result
}
const plainQuery = pg.Client.prototype.query
pg.Client.prototype.query = function query(...args) {
  const callback = args.at(-1)
  if (typeof callback === 'function') args[args.length - 1] = (error, result) => callback(error, relabel(result))
  const promise = plainQuery.apply(this, args)
  return typeof promise?.then === 'function' ? promise.then(relabel) : promise
}

function adapt(connection) {
  const queryRaw = connection.queryRaw.bind(connection)
  connection.queryRaw = async (query) => {
    const result = await queryRaw(query)
    for (const index of charColumns) result.columnTypes[index] = adapterCharacterType
    charColumns = []
    return result
  }
  // The adapter splits scripts at every ';', which breaks function bodies; the simple protocol takes them whole.
  connection.executeScript = async (sql) => {
    try {
      await connection.underlyingDriver().query(sql)
    } catch (error) {
      connection.onError(error)
    }
  }
  const startTransaction = connection.startTransaction?.bind(connection)
  if (startTransaction) connection.startTransaction = async (...args) => adapt(await startTransaction(...args))
  return connection
}

async function runMaintenance(sql) {
  const client = new pg.Client({ ...target.config, database: 'postgres' })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

async function checkConnection() {
  const client = new pg.Client(target.config)
  await client.connect()
  await client.end()
}

const databaseName = () => pg.escapeIdentifier(target.config.database)
const commands = {
  'can-connect-to-database': checkConnection,
  'create-database': async () => await runMaintenance(`CREATE DATABASE ${databaseName()}`),
  'drop-database': async () => await runMaintenance(`DROP DATABASE IF EXISTS ${databaseName()} WITH (FORCE)`),
}

function errorCode(error) {
  if (error.code === '3D000') return 'P1003'
  return error.code === '28P01' || error.code === '28000' ? 'P1000' : 'P1001'
}

async function runCommand(name) {
  try {
    if (!commands[name]) throw new Error(`the command ${name} is not supported`)
    await commands[name]()
    process.exit(0)
  } catch (error) {
    const fields = { message: error.message, error_code: errorCode(error), is_panic: false }
    const line = { timestamp: new Date().toISOString(), level: 'ERROR', fields, target: 'schema_engine::logger' }
    process.stderr.write(`schema-engine (wasm)\n${JSON.stringify(line)}\n`)
    process.exit(1)
  }
}

// Closed after each request, so that the session's advisory lock goes with its connection.
const openConnections = []
const base = new PrismaPg({ ...target.config, max: 1 }, { schema: target.schema })

async function connectToShadowDatabase() {
  const shadowUrl = given.datasource?.shadowDatabaseUrl
  const name = shadowUrl ? undefined : `prisma_migrate_shadow_db_${randomUUID()}`
  if (name) await runMaintenance(`CREATE DATABASE ${pg.escapeIdentifier(name)}`)
  const config = shadowUrl ? readUrl(shadowUrl).config : { ...target.config, database: name }
  const connection = adapt(await new PrismaPg({ ...config, max: 1 }, { schema: target.schema }).connect())
  const dispose = connection.dispose.bind(connection)
  connection.dispose = async () => {
    await dispose()
    if (name) await runMaintenance(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`)
  }
  return connection
}

const factory = {
  provider: base.provider,
  adapterName: base.adapterName,
  connectToShadowDb: connectToShadowDatabase,
  async connect() {
    const connection = adapt(await base.connect())
    openConnections.push(connection)
    return connection
  },
}

async function loadEngine() {
  const require = createRequire(import.meta.url)
  const directory = path.dirname(require.resolve('@prisma/schema-engine-wasm/schema_engine_bg'))
  const wasm = fs.readFileSync(path.join(directory, 'schema_engine_bg.wasm'))
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': bindings })
  bindings.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
}

/** One engine per request: an instance can open only one shadow database in its life. */
async function newEngine() {
  const datamodels = given.datamodels.map((file) => [file, fs.readFileSync(file, 'utf8')])
  const debug = process.env.DEBUG_SCHEMA_ENGINE ? (text) => process.stderr.write(`${text}\n`) : () => undefined
  const options = { datamodels: datamodels.length > 0 ? datamodels : undefined }
  return await bindings.SchemaEngine.new(options, debug, bindMigrationAwareSqlAdapterFactory(factory))
}

const write = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)

async function call(method, params) {
  const engine = await newEngine()
  if (method === 'getDatabaseVersion') return await engine.version(params)
  if (method === 'createDatabase') {
    await commands['create-database']()
    return { databaseName: target.config.database }
  }
  if (method === 'diff') {
    const { exitCode, stdout } = await engine.diff(params)
    if (stdout) write({ id: randomUUID(), method: 'print', params: { content: stdout } })
    return { exitCode, stdout: null }
  }
  if (method === 'evaluateDataLoss' || method === 'createMigration') {
    // Only this opens a shadow database; what it learns is kept in the engine and serves the two.
    await engine.devDiagnostic({ migrationsList: params.migrationsList, filters: params.filters })
  }
  if (typeof engine[method] !== 'function') throw new Error(`the method ${method} is not supported`)
  return await engine[method](params)
}

async function answer({ id, method, params }) {
  if (!method) return
  try {
    write({ id, result: (await call(method, params)) ?? {} })
  } catch (error) {
    const message = panic.message || error?.message || String(error)
    const data = { is_panic: false, message, meta: error?.meta ?? null, error_code: error?.code ?? null }
    write({ id, error: { code: 4466, message: 'An error happened. Check the data field for details.', data } })
  } finally {
    for (const connection of openConnections.splice(0)) await connection.dispose().catch(() => undefined)
  }
}

if (given.command) await runCommand(given.command)
await loadEngine()
let chain = Promise.resolve()
const lines = readline.createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })
lines.on('line', (line) => {
  if (line.trim()) chain = chain.then(() => answer(JSON.parse(line)))
})
lines.on('close', () => chain.then(() => process.exit(0)))
