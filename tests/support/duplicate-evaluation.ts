import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  LIKELY_SAME,
  NEARLY_SURE,
  samePerson,
  type KnownFacts,
  type SamePerson,
} from '../../src/features/register/residents/same-person';
import { formatBirth } from '../../src/shared/dates';
import { createSealer } from '../../src/shared/sealer';
import { foldVietnamese } from '../../src/shared/vietnamese-text';
import {
  CATEGORIES,
  PUBLISHED_SEED,
  type Category,
  type LabelledPair,
  type LabelledPerson,
} from '../fixtures/duplicate-pairs';

/** Where the labelled pairs are kept, and where their evaluation is published. */
export const LABELLED_PAIRS = path.join(__dirname, '../fixtures/labelled-pairs.json');
export const PUBLISHED = path.join(__dirname, '../../docs/duplicates.md');

const key = Buffer.alloc(32, 7);
const sealer = createSealer({ sealingKey: key, lookupKey: key });

export interface ScoredPair {
  pair: LabelledPair;
  same: SamePerson;
}

export function readLabelledPairs(): LabelledPair[] {
  return JSON.parse(readFileSync(LABELLED_PAIRS, 'utf8')) as LabelledPair[];
}

/** What the score reads from a record: from a national number only its keyed hash and last four digits. */
export function factsOf({
  fullName,
  birth,
  gender,
  phone,
  nationalNumber,
  household,
  address,
}: LabelledPerson): KnownFacts {
  return {
    fullName,
    birth,
    gender,
    phone,
    householdId: household,
    addressFolded: foldVietnamese(address),
    numberHash: nationalNumber && Buffer.from(sealer.hash(nationalNumber)).toString('hex'),
    last4: nationalNumber && nationalNumber.slice(-4),
  };
}

export function scoreAll(pairs: readonly LabelledPair[]): ScoredPair[] {
  return pairs.map((pair) => ({ pair, same: samePerson(factsOf(pair.one), factsOf(pair.other)) }));
}

export interface Measure {
  found: number;
  missed: number;
  falseAlarms: number;
  precision: number;
  recall: number;
  f1: number;
}

/**
 * How a threshold performs: the share of its "same" that is right (precision), the share of all "same" that it finds
 * (recall).
 */
export function measure(scored: readonly ScoredPair[], threshold: number): Measure {
  const count = (isSame: boolean, isCalled: boolean) =>
    scored.filter(({ pair, same }) => pair.same === isSame && same.score >= threshold === isCalled).length;
  const [found, missed, falseAlarms] = [count(true, true), count(true, false), count(false, true)];
  const precision = found / (found + falseAlarms);
  const recall = found / (found + missed);
  return { found, missed, falseAlarms, precision, recall, f1: (2 * precision * recall) / (precision + recall) };
}

const THRESHOLDS = [0.05, 0.1, LIKELY_SAME, 0.35, 0.5, 0.7, 0.9, NEARLY_SURE];
const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

/** Writes docs/duplicates.md, for `npm run duplicates:evaluate`. */
export function writeReport(scored: readonly ScoredPair[]): string {
  const at = measure(scored, LIKELY_SAME);
  const isWrong = ({ pair, same }: ScoredPair) => same.score >= LIKELY_SAME !== pair.same;
  const positives = scored.filter(({ pair }) => pair.same).length;
  return `# How likely duplicates are told

Made by \`npm run duplicates:evaluate\`; a test fails when this page and the score no longer agree.

\`samePerson()\` in \`src/features/register/residents/same-person.ts\` says how likely two records are of one person: by given and middle
name, birth, household and address, phone, national number (its keyed hash and last four digits) and gender. Never by the
family name: an exact given name with another family name scores as high as with the same one. Findings add up as bits of
evidence; within a household, twins and brothers share all but the given name, so there nothing else counts for names that
differ, unless a slip of the hand explains the difference.

Two records of one home, one birthday and one phone whose given names are one tone or letter apart (Vi, Vị) may be twins, or
one person whose name was mistyped. Nothing tells which, so they are listed at 0.4, as a question. Two national numbers are
two people, and are not asked about. The twins of the labelled set have phones of their own. Of the pairs that the search lists in
the demo ward of 7.200 residents, none is such a question.

From a score of ${LIKELY_SAME} on a pair is put before a reviewer, from ${NEARLY_SURE} on as "rất giống". Nothing is ever merged by itself.

## The labelled set

${scored.length} invented pairs, ${positives} of one person written down twice and ${scored.length - positives} of two people, in ${Object.keys(CATEGORIES).length} kinds
(\`tests/fixtures/labelled-pairs.json\`, drawn by \`duplicate-pairs.ts\` with the seed ${PUBLISHED_SEED}). The generator and this
draw were committed before there was a score; the constants of the score were set on draws with other seeds. A register
holds a national number once, so in the pairs of one person at most one record has the right number.

## Result

| pairs listed at ${LIKELY_SAME} | | |
|---|---|---|
| precision: of what is listed, one person | ${percent(at.precision)} | ${at.found} of ${at.found + at.falseAlarms} |
| recall: of one person, listed | ${percent(at.recall)} | ${at.found} of ${at.found + at.missed} |
| F1 | ${percent(at.f1)} | |

| threshold | precision | recall | F1 | missed | false alarms |
|---|---|---|---|---|---|
${THRESHOLDS.map((threshold) => rowOfThreshold(threshold, measure(scored, threshold))).join('\n')}

## By kind

| kind | is | pairs | judged right | wrong |
|---|---|---|---|---|
${(Object.keys(CATEGORIES) as Category[])
  .map((category) =>
    rowOfCategory(
      category,
      scored.filter(({ pair }) => pair.category === category),
      isWrong,
    ),
  )
  .join('\n')}

Most of what is missed has another address, no phone in common and no whole birth date: a year, a placeholder or nothing.
A ward of 65.000 holds many people with one given name and one year of birth, so such a pair is more often two people than
one. The rest are slips that make another real name within one household and one birthday, as twins have, where no phone is
in common.

## Every mistake

${scored.filter(isWrong).map(lineOfMistake).join('\n')}
`;
}

function rowOfThreshold(threshold: number, { precision, recall, f1, missed, falseAlarms }: Measure): string {
  return `| ${threshold}${threshold === LIKELY_SAME ? ' (listed)' : ''} | ${percent(precision)} | ${percent(recall)} | ${percent(f1)} | ${missed} | ${falseAlarms} |`;
}

function rowOfCategory(
  category: Category,
  pairs: readonly ScoredPair[],
  isWrong: (scored: ScoredPair) => boolean,
): string {
  const wrong = pairs.filter(isWrong).length;
  return `| ${CATEGORIES[category]} | ${pairs[0]!.pair.same ? 'one' : 'two'} | ${pairs.length} | ${pairs.length - wrong} | ${wrong} |`;
}

function lineOfMistake({ pair, same }: ScoredPair): string {
  const person = ({ fullName, birth }: LabelledPerson) => `${fullName} (${birth ? formatBirth(birth) : 'không rõ'})`;
  const reasons = [same.alike.join(', '), same.unlike.join(', ')].filter(Boolean).join('; khác: ');
  return `- ${pair.same ? 'missed' : 'false alarm'}, ${same.score.toFixed(3)}, ${CATEGORIES[pair.category]} \`${pair.id}\`: ${person(pair.one)} and ${person(pair.other)}: ${reasons || 'không có gì giống'}`;
}
