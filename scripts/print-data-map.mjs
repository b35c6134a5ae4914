// npm run data-map: prints the data map.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
require('../tests/support/typescript-loader.cjs');
const { writeDataMap } = require('../tests/support/data-map-document.ts');

process.stdout.write(writeDataMap());
