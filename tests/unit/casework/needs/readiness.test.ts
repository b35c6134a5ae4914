import fc from 'fast-check';
import {
  holdsSince,
  readinessChanges,
  type ReadinessRow,
} from '../../../../src/features/casework/needs/readiness-history';
import { mergeReadiness } from '../../../../src/features/casework/needs/readiness-merge';
import {
  NOTHING_ASKED,
  READINESS,
  READINESS_FIELDS,
  type ReadinessFacts,
} from '../../../../src/shared/readiness-fields';

const row = (recordedOn: string, facts: Partial<ReadinessFacts>): ReadinessRow => ({
  ...NOTHING_ASKED,
  ...facts,
  id: recordedOn,
  recordedOn,
  source: 'office',
  visitId: null,
  by: null,
});

describe('the history of readiness', () => {
  const rows = [
    row('2026-01-01', { vneidLevel: 'level_1', livesAlone: 'no' }),
    row('2026-03-01', { vneidLevel: 'level_1', livesAlone: 'yes' }),
    row('2026-05-01', { vneidLevel: 'level_1', livesAlone: 'yes' }),
    row('2026-06-01', { vneidLevel: 'level_2', livesAlone: 'yes' }),
  ];

  test('lists what changed from one time to the next, newest first', () => {
    expect(
      readinessChanges(rows).map(({ row: { recordedOn }, changes }) => [
        recordedOn,
        changes.map(({ field, before, after }) => `${field} ${before}>${after}`),
      ]),
    ).toEqual([
      ['2026-06-01', ['vneidLevel level_1>level_2']],
      ['2026-05-01', []],
      ['2026-03-01', ['livesAlone no>yes']],
      ['2026-01-01', ['vneidLevel unknown>level_1', 'livesAlone unknown>no']],
    ]);
    expect(readinessChanges([])).toEqual([]);
  });

  test('says since when something has held without a break', () => {
    expect(holdsSince(rows, ({ livesAlone }) => livesAlone === 'yes')?.recordedOn).toBe('2026-03-01');
    expect(holdsSince(rows, ({ vneidLevel }) => vneidLevel === 'level_1')).toBeNull();
    expect(holdsSince(rows, ({ hardToMove }) => hardToMove === 'unknown')?.recordedOn).toBe('2026-01-01');
    expect(holdsSince([], () => true)).toBeNull();
  });
});

describe('two people who ask the same person at the same time', () => {
  const shown: ReadinessFacts = { ...NOTHING_ASKED, vneidLevel: 'level_1', livesAlone: 'no' };

  test('both keep what they heard', () => {
    const theirs: ReadinessFacts = { ...shown, vneidLevel: 'level_2' };
    expect(mergeReadiness(shown, { ...shown, livesAlone: 'yes' }, theirs)).toEqual({
      facts: { ...shown, vneidLevel: 'level_2', livesAlone: 'yes' },
      clashing: [],
    });
  });

  test('are asked when they heard different answers to one question, and lose none of the other answers', () => {
    const theirs: ReadinessFacts = { ...shown, vneidLevel: 'level_2', smartphone: 'own' };
    expect(mergeReadiness(shown, { ...shown, vneidLevel: 'locked', hardToMove: 'yes' }, theirs)).toEqual({
      facts: { ...shown, vneidLevel: 'locked', smartphone: 'own', hardToMove: 'yes' },
      clashing: ['vneidLevel'],
    });
  });

  const anyFacts = fc.record(
    Object.fromEntries(
      READINESS_FIELDS.map((field) => [field, fc.constantFrom(...Object.keys(READINESS[field].answers))]),
    ),
  ) as fc.Arbitrary<unknown> as fc.Arbitrary<ReadinessFacts>;

  test('get one of the two answers whatever they say, and the same answer never clashes', () => {
    fc.assert(
      fc.property(anyFacts, anyFacts, anyFacts, (first, mine, now) => {
        const { facts, clashing } = mergeReadiness(first, mine, now);
        for (const field of READINESS_FIELDS) {
          expect(facts[field]).toBe(mine[field] !== first[field] ? mine[field] : now[field]);
          if (mine[field] === now[field]) expect(clashing).not.toContain(field);
        }
        expect(mergeReadiness(first, mine, first).clashing).toEqual([]);
        expect(mergeReadiness(first, first, now)).toEqual({ facts: now, clashing: [] });
      }),
    );
  });
});
