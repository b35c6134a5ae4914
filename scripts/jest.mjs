// Jest on a built program: npm run jest -- <arguments>.
import { createRequire } from 'node:module';
import { setUp } from './setup.mjs';

await setUp();
createRequire(import.meta.url)('../node_modules/jest/bin/jest.js');
