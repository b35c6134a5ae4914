// npm run <command>: runs an operator's command on the app's database, from dist/src/commands.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setUp } from './setup.mjs';

const [name, ...args] = process.argv.slice(2);
await setUp();
if (existsSync('.env')) process.loadEnvFile('.env');
process.env.NODE_ENV ||= 'development';
process.argv = [process.argv[0], name, ...args];
createRequire(import.meta.url)(`../dist/src/commands/${name}.js`);
