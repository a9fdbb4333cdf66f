import { fileURLToPath } from 'node:url'
import { defineConfig } from 'prisma/config'

// Prisma would fetch its migration engine from the network; ours runs the same engine as WebAssembly over `pg`.
process.env['PRISMA_SCHEMA_ENGINE_BINARY'] ??= fileURLToPath(new URL('./prisma/schema-engine.mjs', import.meta.url))
process.env['CHECKPOINT_DISABLE'] ??= '1'

export default defineConfig({
  schema: 'prisma/schema',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env['DATABASE_URL'] ?? 'postgresql://postgres@127.0.0.1:5432/turnpike' },
})
