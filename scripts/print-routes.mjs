// npm run -s routes: prints every route with the roles it lets in, as tests/guards/roles-and-routes.txt holds them.
import { createRequire } from 'node:module';
import { setUp } from './setup.mjs';

await setUp();
const require = createRequire(import.meta.url);
require('../tests/support/typescript-loader.cjs');
const { loadConfig } = require('../src/config.ts');
const { routesOf, routeTable } = require('../tests/support/route-table.ts');

const key = Buffer.alloc(32).toString('base64');
const config = loadConfig({
  NODE_ENV: 'test',
  SESSION_SECRET: 'only to print the routes, never used',
  SEALING_KEY: key,
  LOOKUP_KEY: key,
});
for (const line of routeTable(routesOf({ config, db: { pool: {}, prisma: {} }, now: () => new Date() })))
  console.log(line);
