// npm run catalogue:check: lists what in reference-data is unsourced, checked over a year ago, or names what is gone.
// Exits with 1 if a guide, a legal period or a situation says something without a source.
import { createRequire } from 'node:module';
import { setUp } from './setup.mjs';

await setUp();
const require = createRequire(import.meta.url);
require('../tests/support/typescript-loader.cjs');
const { checkCatalogue } = require('../tests/support/catalogue-check.ts');
const { DUE_RULES, GUIDES, PUBLIC_SERVICES, SITUATIONS } = require('../src/features/office/reference-data/entries.ts');
const { localDateOf } = require('../src/shared/dates.ts');

const catalogue = { services: PUBLIC_SERVICES, guides: GUIDES, situations: SITUATIONS, dueRules: DUE_RULES };
const findings = checkCatalogue(catalogue, localDateOf(new Date()));
for (const { about, problem, isError } of findings) console.log(`${isError ? 'LỖI ' : ''}${about}: ${problem}`);
const errors = findings.filter(({ isError }) => isError).length;
console.log(`${GUIDES.length} hướng dẫn và lời nói, ${findings.length} điều cần xem, ${errors} lỗi.`);
process.exitCode = errors > 0 ? 1 : 0;
