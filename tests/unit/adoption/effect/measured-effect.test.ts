import {
  measureEffect,
  randomFrom,
  type StudiedDraw,
  type StudiedGroup,
} from '../../../../src/features/adoption/effect/measured-effect';

const QUARTERS = ['2026-10-01', '2027-01-01', '2027-04-01', '2027-07-01', '2027-10-01'];
/** Two groups in each quarter of 2027, with a sample before and in each quarter. */
const draw = (change: (group: StudiedGroup, index: number) => StudiedGroup = (group) => group): StudiedDraw => {
  const random = randomFrom(2);
  return {
    seed: 5,
    groups: Array.from({ length: 8 }, (_, index) => {
      const turn = QUARTERS[1 + Math.floor(index / 2)]!;
      return change(
        {
          name: `Tổ dân phố số ${index + 1}`,
          priority: 1,
          turn,
          reachedOn: `${turn.slice(0, 8)}20`,
          samples: QUARTERS.map((quarter) => ({
            quarter,
            drawn: 40,
            answered: 30,
            alone: Math.round(8 + 3 * random() + (quarter > turn ? 12 : 0)),
            atVisit: 0,
          })),
        },
        index,
      );
    }),
  };
};
const LAST = '2027-10-01';

describe('the effect of the visits', () => {
  test('is measured from the quarter of the last turn on', () => {
    const found = measureEffect(draw(), LAST);
    expect(found).toMatchObject({
      kind: 'measured',
      answers: { reached: 180, waiting: 180 },
      rates: { reached: 0.75, waiting: 0.75 },
      strayed: [],
      hasStart: true,
    });
    if (found.kind !== 'measured') return;
    expect(found.average.difference).toBeCloseTo(0.4, 1);
    expect(found.average.interval.low).toBeGreaterThan(0);
    expect(found.bySince.map(({ quartersSince }) => quartersSince)).toEqual([1, 2]);
  });

  test('is not looked for before that, so that nothing is found by looking often', () => {
    expect(measureEffect(draw(), '2027-09-30')).toEqual({ kind: 'too_early', from: LAST });
  });

  test('is refused without a draw', () => {
    expect(measureEffect(null, LAST)).toEqual({ kind: 'no_draw' });
  });

  test('is refused without a sample in a quarter in which some are reached and others wait', () => {
    const unasked = draw((group) => ({
      ...group,
      samples: group.samples.filter(({ quarter }) => quarter < '2027-04-01'),
    }));
    expect(measureEffect(unasked, LAST)).toEqual({ kind: 'no_sample' });
  });

  test('is refused if the team took another order than the one drawn', () => {
    const chosen = draw((group, index) => (index > 5 ? { ...group, reachedOn: '2027-01-05' } : group));
    expect(measureEffect(chosen, LAST)).toEqual({
      kind: 'order',
      strayed: ['Tổ dân phố số 7', 'Tổ dân phố số 8'],
      groups: 8,
    });
  });

  test('names the one group that was reached outside of its quarter, or never', () => {
    const early = draw((group, index) => (index === 7 ? { ...group, reachedOn: '2027-09-30' } : group));
    expect(measureEffect(early, LAST)).toMatchObject({ kind: 'measured', strayed: ['Tổ dân phố số 8'] });
    const never = draw((group, index) => (index === 0 ? { ...group, reachedOn: null } : group));
    expect(measureEffect(never, LAST)).toMatchObject({ kind: 'measured', strayed: ['Tổ dân phố số 1'] });
  });

  test('is refused if the sample was asked on visits', () => {
    const asked = draw((group) => ({
      ...group,
      samples: group.samples.map((cell) => (cell.quarter >= group.turn ? { ...cell, atVisit: 5 } : cell)),
    }));
    expect(measureEffect(asked, LAST)).toMatchObject({ kind: 'at_visits' });
  });

  test('is refused if reached groups answered far more often', () => {
    const eager = draw((group) => ({
      ...group,
      samples: group.samples.map((cell) => (cell.quarter > group.turn ? { ...cell, answered: 38 } : cell)),
    }));
    expect(measureEffect(eager, LAST)).toMatchObject({ kind: 'rates', rates: { reached: 0.95, waiting: 0.75 } });
  });

  test('is refused if too few answered, or if there are too few groups', () => {
    const silent = draw((group) => ({
      ...group,
      samples: group.samples.map((cell) => ({ ...cell, answered: 4, alone: 1 })),
    }));
    expect(measureEffect(silent, LAST)).toEqual({ kind: 'too_few' });
    const small = draw();
    expect(measureEffect({ ...small, groups: small.groups.filter((_, index) => index % 2 === 0) }, LAST)).toEqual({
      kind: 'too_few',
    });
  });
});
