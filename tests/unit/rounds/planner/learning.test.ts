import { BANDS, bandOf } from '../../../../src/features/rounds/planner/day-bands';
import { doorClassOf } from '../../../../src/features/rounds/planner/door-class';
import { learnMinutes } from '../../../../src/features/rounds/planner/door-minutes';
import { WardDoors } from '../../../../src/features/rounds/planner/ward-doors';
import { addDays, weekdayOf } from '../../../../src/shared/dates';
import { SUNDAY, attempt, door, doors, planEveningOf, resident, ward } from './planner-ward';
import type { DoorTry } from '../../../../src/features/rounds/planner/planner-input';

const AT = {
  six: bandOf('weekday', 18 * 60),
  seven: bandOf('weekday', 19 * 60),
  eight: bandOf('weekday', 20 * 60),
  saturdayMorning: bandOf('saturday', 9 * 60),
};

/** Tries on weekday evenings of past weeks at many doors, answered as `isAnswered` says. */
function triesAt(doorNumbers: readonly number[], arrivedAt: string, isAnswered: (index: number) => boolean): DoorTry[] {
  return doorNumbers.map((number, index) => {
    const day = addDays('2026-09-07', (index % 8) * 7 + (index % 5));
    return attempt(`door ${number}`, day, arrivedAt, isAnswered(index) ? 'met' : 'nobody_home');
  });
}

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
const chanceOf = (facts: Parameters<typeof ward>[0], number: number, band: number, weekday = 2) =>
  new WardDoors(ward(facts)).chances.inBandOf(number, band, weekday);

describe('before a ward has tries of its own', () => {
  it('every hour has a reasonable chance, and more doors open later in the evening', () => {
    for (const band of BANDS.keys()) expect(chanceOf({}, 0, band)).toBeGreaterThan(0.2);
    expect(chanceOf({}, 0, AT.eight)).toBeGreaterThan(chanceOf({}, 0, AT.six));
  });

  it('old people are expected at home more than single people and tenants', () => {
    const mixed = doors(3, (number) => ({
      residents: [[resident(72)], [resident(30)], [{ ...resident(25), isTemporary: true }]][number]!,
    }));
    const [old, single, tenant] = [0, 1, 2].map((number) => chanceOf({ doors: mixed }, number, AT.seven)) as [
      number,
      number,
      number,
    ];
    expect(old).toBeGreaterThan(single);
    expect(single).toBeGreaterThanOrEqual(tenant - 0.05);
  });

  it('households are classified by the ages of their residents', () => {
    const classOf = (...residents: ReturnType<typeof resident>[]) => doorClassOf(door(0, { residents }), SUNDAY);
    expect([
      classOf(resident(70), resident(66)),
      classOf(resident(70), resident(40)),
      classOf(resident(35), resident(6)),
      classOf(resident(35), resident(30)),
      classOf(resident(35)),
      classOf(),
    ]).toEqual(['old_only', 'old_with_others', 'children', 'grown_ups', 'one_grown_up', 'unknown']);
    expect(classOf({ ...resident(25), isTemporary: true })).toBe('temporary');
    expect(classOf({ birth: null, isTemporary: false, needs: [] })).toBe('unknown');
  });
});

describe('the chance of an answer is learned from the ward’s own tries', () => {
  it('by the hour: if six o’clock fails and eight succeeds, eight is better', () => {
    const tries = [
      ...triesAt(numbers(0, 150), '18:15', (index) => index % 5 === 0),
      ...triesAt(numbers(150, 300), '20:15', (index) => index % 5 !== 0),
    ];
    const [six, eight] = [
      chanceOf({ doors: doors(400), tries }, 350, AT.six),
      chanceOf({ doors: doors(400), tries }, 350, AT.eight),
    ];
    expect(six).toBeLessThan(0.36);
    expect(eight).toBeGreaterThan(0.64);
  });

  it('by the residential group: a group that opens less often is expected to open less often', () => {
    const groups = doors(400, (number) => ({ groupId: number % 2 === 0 ? 'even' : 'odd' }));
    const tries = [
      ...triesAt(
        numbers(0, 150).map((each) => each * 2),
        '19:15',
        (index) => index % 4 === 0,
      ),
      ...triesAt(
        numbers(0, 150).map((each) => each * 2 + 1),
        '19:15',
        (index) => index % 4 !== 0,
      ),
    ];
    expect(chanceOf({ doors: groups, tries }, 398, AT.seven)).toBeLessThan(
      chanceOf({ doors: groups, tries }, 399, AT.seven) - 0.2,
    );
  });

  it('hardly at all with little data: three tries leave the expectation where it was', () => {
    const before = chanceOf({ doors: doors(400) }, 350, AT.seven);
    const after = chanceOf({ doors: doors(400), tries: triesAt([0, 1, 2], '19:15', () => false) }, 350, AT.seven);
    expect(Math.abs(after - before)).toBeLessThan(0.13);
    expect(after).toBeLessThan(before);
  });

  it('most from the door itself: after two tries in vain it is less likely, above all at that hour', () => {
    const tries = [attempt('door 0', '2026-11-17', '18:10'), attempt('door 0', '2026-11-24', '18:10')];
    const fresh = [AT.six, AT.saturdayMorning].map((band) => chanceOf({}, 0, band, band === AT.six ? 2 : 6));
    const tried = [AT.six, AT.saturdayMorning].map((band) => chanceOf({ tries }, 0, band, band === AT.six ? 2 : 6));
    expect(tried[0]!).toBeLessThan(fresh[0]! - 0.1);
    expect(fresh[0]! - tried[0]!).toBeGreaterThan(fresh[1]! - tried[1]!);
  });

  it('from a refusal as an answer, and not from an empty house', () => {
    const refused = triesAt(numbers(0, 150), '19:15', () => true).map((each) => ({
      ...each,
      outcome: 'refused' as const,
    }));
    const empty = refused.map((each) => ({ ...each, outcome: 'moved_or_vacant' as const }));
    const nothing = chanceOf({ doors: doors(400) }, 350, AT.seven);
    expect(chanceOf({ doors: doors(400), tries: refused }, 350, AT.seven)).toBeGreaterThan(nothing);
    expect(chanceOf({ doors: doors(400), tries: empty }, 350, AT.seven)).toBe(nothing);
  });

  it('without tries after the planning day or at doors that no longer exist', () => {
    const tries = [
      ...triesAt(numbers(0, 100), '19:15', () => false).map((each) => ({ ...each, date: addDays(SUNDAY, 3) })),
      attempt('gone', '2026-11-01', '19:00'),
    ];
    expect(chanceOf({ doors: doors(200), tries }, 150, AT.seven)).toBe(chanceOf({ doors: doors(200) }, 150, AT.seven));
  });

  it('with a holiday as a Sunday, and a Saturday declared a working day as a weekday', () => {
    const { calendarDays } = ward();
    const wardDoors = new WardDoors(ward({ calendarDays }));
    expect(wardDoors.bandOfTry({ date: '2026-11-24', arrivedAt: '09:00' })).toBe(bandOf('sunday', 540));
    expect(wardDoors.bandOfTry({ date: '2026-08-22', arrivedAt: '18:30' })).toBe(AT.six);
    expect(weekdayOf('2026-08-22')).toBe(6);
  });
});

describe('the minutes a door takes are learned', () => {
  const visit = (leftAt: string | null, outcome: DoorTry['outcome'] = 'met') => ({
    ...attempt('door 0', '2026-11-01', '19:00', outcome),
    leftAt,
  });
  const learned = (tries: readonly DoorTry[]) => learnMinutes(tries, () => false);

  it('from a quarter of an hour towards what visits took', () => {
    expect(learned([]).met).toBe(15);
    expect(learned([visit('19:31')]).met).toBeLessThan(17);
    expect(learned(Array.from({ length: 200 }, () => visit('19:30'))).met).toBeGreaterThan(28);
  });

  it('by outcome, and longer for households in need', () => {
    const tries = [
      ...Array.from({ length: 100 }, () => visit('19:08', 'nobody_home')),
      ...Array.from({ length: 100 }, () => visit('19:20')),
    ];
    expect(learned(tries).shut).toBeGreaterThan(7);
    expect(learned(tries).met).toBeGreaterThan(19);
    const inNeed = learnMinutes(
      Array.from({ length: 100 }, () => visit('19:40')),
      () => true,
    );
    expect(inNeed.metInNeed).toBeGreaterThan(36);
    expect(inNeed.met).toBe(15);
  });

  it('not from a visit without an end, nor from a typing mistake in the time', () => {
    expect(learned([visit(null), visit('18:00'), visit('23:30')])).toEqual(learned([]));
  });

  it('so that a list has fewer doors if visits take long', () => {
    const tries = numbers(100, 180).map((number) => ({
      ...attempt(`door ${number}`, '2026-11-01', '15:00', 'met'),
      leftAt: '15:50',
    }));
    const certain = (facts: Parameters<typeof planEveningOf>[0]) =>
      planEveningOf({ doors: doors(200), ...facts }).round.doors.filter(({ isIfTimeAllows }) => !isIfTimeAllows).length;
    expect(certain({ tries })).toBeLessThan(certain({}));
  });
});

describe('the walk between doors is learned from the ward’s own rounds', () => {
  const walk = (minutes: number) =>
    numbers(0, 40).flatMap((round) => [
      { ...attempt('door 0', addDays('2026-10-01', round), '18:00'), roundId: `round ${round}`, leftAt: '18:05' },
      {
        ...attempt('door 1', addDays('2026-10-01', round), `18:${String(5 + minutes).padStart(2, '0')}`),
        roundId: `round ${round}`,
        leftAt: `18:${10 + minutes}`,
      },
    ]);
  const stepOf = (tries: readonly DoorTry[]) => new WardDoors(ward({ tries })).ways.step;

  it('from the policy’s minutes between doors towards what it took', () => {
    expect(stepOf([])).toBe(ward().policy.bufferMinutes);
    expect(stepOf(walk(1))).toBeLessThan(4);
    expect(stepOf(walk(20))).toBeGreaterThan(14);
  });

  it('not from tries outside a round', () => {
    expect(stepOf(walk(1).map((each) => ({ ...each, roundId: null })))).toBe(ward().policy.bufferMinutes);
  });

  it('but another lane is never nearer than the next door', () => {
    const { ways } = new WardDoors(ward({ tries: walk(20) }));
    expect(ways.apart(1)).toBeGreaterThanOrEqual(ways.step);
    expect(ways.apart(40)).toBeGreaterThanOrEqual(ways.apart(1));
  });
});
