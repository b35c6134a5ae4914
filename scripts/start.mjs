// npm start: from a fresh clone to a running server; each step runs only when it is needed.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setUp } from './setup.mjs';

await setUp();
if (existsSync('.env')) process.loadEnvFile('.env');
process.env.NODE_ENV ||= 'development';
process.setSourceMapsEnabled(true);
// Runs in this process, so that signals and the exit code need no forwarding.
createRequire(import.meta.url)('../dist/src/server.js');
