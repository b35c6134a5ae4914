import { defineConfig } from 'prisma/config';

// `prisma generate` is pure TypeScript, yet the CLI first looks for a native schema engine that not every
// network can fetch. Pointing it at any executable skips the download; nothing here runs the engine.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
});
