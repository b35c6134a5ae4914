// npm run catalogue:check: lists what in reference-data is unsourced, checked over a year ago, or names what is gone.
// Exits with 1 if a guide says something without a source.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
require('../tests/support/typescript-loader.cjs');
const { checkCatalogue } = require('../src/features/office/reference-data/catalogue-check.ts');
const { GUIDES, PUBLIC_SERVICES, SITUATIONS } = require('../src/features/office/reference-data/entries.ts');
const { localDateOf } = require('../src/shared/dates.ts');

const catalogue = { services: PUBLIC_SERVICES, guides: GUIDES, situations: SITUATIONS };
const findings = checkCatalogue(catalogue, localDateOf(new Date()));
for (const { about, problem, isError } of findings) console.log(`${isError ? 'LỖI ' : ''}${about}: ${problem}`);
const errors = findings.filter(({ isError }) => isError).length;
console.log(`${GUIDES.length} hướng dẫn và lời nói, ${findings.length} điều cần xem, ${errors} lỗi.`);
process.exitCode = errors > 0 ? 1 : 0;
