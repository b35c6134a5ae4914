// npm run data-map: prints docs/data-map.md from the data map.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
require('../tests/support/typescript-loader.cjs');
const { writeDataMap } = require('../src/features/privacy/data-map/document.ts');

writeFileSync('docs/data-map.md', writeDataMap());
console.log('docs/data-map.md');
