import { readFileSync } from 'node:fs';
import { LIKELY_SAME, samePerson } from '../../../../../src/features/register/residents/same-person';
import { drawPairs, PUBLISHED_SEED } from '../../../../fixtures/duplicate-pairs';
import {
  factsOf,
  measure,
  PUBLISHED,
  readLabelledPairs,
  scoreAll,
  writeReport,
} from '../../../../support/duplicate-evaluation';

/** Below these, the score no longer keeps its promise. */
const LEAST_PRECISION = 0.97;
const LEAST_RECALL = 0.9;

const pairs = readLabelledPairs();
const scored = scoreAll(pairs);

describe('the score of likely duplicates on the labelled pairs', () => {
  it('is measured on more than 400 pairs, about half of them of two people', () => {
    const positives = pairs.filter((pair) => pair.same).length;
    expect(pairs.length).toBeGreaterThan(400);
    expect(positives / pairs.length).toBeGreaterThan(0.45);
    expect(positives / pairs.length).toBeLessThan(0.55);
  });

  it('is measured on the pairs of the published draw', () => {
    expect(pairs).toEqual(drawPairs(PUBLISHED_SEED));
  });

  it('keeps its promise: precision and recall at the threshold of the list', () => {
    const { precision, recall } = measure(scored, LIKELY_SAME);
    expect(precision).toBeGreaterThanOrEqual(LEAST_PRECISION);
    expect(recall).toBeGreaterThanOrEqual(LEAST_RECALL);
  });

  it('keeps its promise on unseen draws', () => {
    const unseen = scoreAll([101, 102, 103].flatMap(drawPairs));
    const { precision, recall } = measure(unseen, LIKELY_SAME);
    expect(precision).toBeGreaterThanOrEqual(LEAST_PRECISION);
    expect(recall).toBeGreaterThanOrEqual(LEAST_RECALL);
  });

  it('is what docs/duplicates.md says (npm run duplicates:evaluate)', () => {
    expect(readFileSync(PUBLISHED, 'utf8')).toBe(writeReport(scored));
  });

  it('does not depend on which record comes first', () => {
    for (const { pair, same } of scored)
      expect(samePerson(factsOf(pair.other), factsOf(pair.one)).score).toBeCloseTo(same.score, 12);
  });

  it('does not change with the family name', () => {
    const marked = pairs.filter(
      ({ one, other }) =>
        /[^\x20-\x7e]/.test(one.fullName.split(' ')[0]!) && /[^\x20-\x7e]/.test(other.fullName.split(' ')[0]!),
    );
    expect(marked.length).toBeGreaterThan(200);
    const renamed = (fullName: string) => `Đặng ${fullName.split(' ').slice(1).join(' ')}`;
    for (const { one, other } of marked) {
      const before = samePerson(factsOf(one), factsOf(other)).score;
      expect(samePerson(factsOf({ ...one, fullName: renamed(one.fullName) }), factsOf(other)).score).toBe(before);
    }
  });
});
