// Plays the contests that the main thread requests, one by one.
import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';

const require = createRequire(import.meta.url);
require('../../support/typescript-loader.cjs');
const { contest } = require('./contest.ts');

parentPort.on('message', ({ ward, seed }) => parentPort.postMessage(contest(ward, seed)));
