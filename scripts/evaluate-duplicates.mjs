// npm run duplicates:evaluate: scores the labelled pairs and writes docs/duplicates.md. With --draw it first draws the
// labelled pairs again; the same generator gives the same pairs.
import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';

const require = createRequire(import.meta.url);
require('../tests/support/typescript-loader.cjs');
const {
  LABELLED_PAIRS,
  PUBLISHED,
  measure,
  readLabelledPairs,
  scoreAll,
  writeReport,
} = require('../tests/support/duplicate-evaluation.ts');
const { drawPairs, PUBLISHED_SEED } = require('../tests/fixtures/duplicate-pairs.ts');
const { LIKELY_SAME } = require('../src/features/register/residents/same-person.ts');

if (process.argv.includes('--draw')) {
  writeFileSync(
    LABELLED_PAIRS,
    `[\n${drawPairs(PUBLISHED_SEED)
      .map((pair) => JSON.stringify(pair))
      .join(',\n')}\n]\n`,
  );
}
const scored = scoreAll(readLabelledPairs());
writeFileSync(PUBLISHED, writeReport(scored));
const { precision, recall, f1 } = measure(scored, LIKELY_SAME);
console.log(
  `${scored.length} cặp: đúng ${(precision * 100).toFixed(1)} %, tìm được ${(recall * 100).toFixed(1)} %, F1 ${(f1 * 100).toFixed(1)} %. Chi tiết: docs/duplicates.md`,
);
