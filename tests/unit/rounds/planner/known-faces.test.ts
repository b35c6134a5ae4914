import { weekdayOf } from '../../../../src/shared/dates';
import type { KnownFace } from '../../../../src/features/rounds/planner/planner-input';
import type { PlannerOutput } from '../../../../src/features/rounds/planner/planner-output';
import { doorIds, doors, officer, planWeekOf, TEAM } from './planner-ward';

const FACTS = { doors: doors(200) };
const without = planWeekOf(FACTS);
const shapeOf = ({ rounds }: PlannerOutput) => rounds.map(({ officerIds: _team, ...round }) => round);
const sharesOf = ({ rounds }: PlannerOutput) => {
  const shares: Record<string, number> = {};
  for (const { date, officerIds } of rounds)
    for (const id of officerIds) {
      const kind = `${id} ${weekdayOf(date) > 5 ? 'cuối tuần' : 'tối'}`;
      shares[kind] = (shares[kind] ?? 0) + 1;
    }
  return shares;
};
/** How many doors are visited by an officer who met the household. */
const knownIn = ({ rounds }: PlannerOutput, known: readonly KnownFace[]) =>
  rounds.flatMap(({ doors: listed, officerIds }) =>
    listed.filter(({ doorId }) => known.some((face) => face.doorId === doorId && officerIds.includes(face.officerId))),
  ).length;

/** The households of a round whom an officer met who goes elsewhere, on an evening. */
function elsewhere(): { known: KnownFace[]; index: number; officerId: string } {
  const index = without.rounds.findIndex(({ date }) => weekdayOf(date) <= 5);
  const round = without.rounds[index]!;
  const officerId = TEAM.map(({ id }) => id).find((id) => !round.officerIds.includes(id))!;
  return {
    known: round.doors.map(({ doorId }) => ({ doorId, officerId, visits: 2 })),
    index,
    officerId,
  };
}

test('the officer whom the households know goes there; doors, times and shares of rounds stay', () => {
  const { known, index, officerId } = elsewhere();
  const plan = planWeekOf({ ...FACTS, known });
  expect(without.rounds[index]!.officerIds).not.toContain(officerId);
  expect(plan.rounds[index]!.officerIds).toContain(officerId);
  expect(shapeOf(plan)).toEqual(shapeOf(without));
  expect(sharesOf(plan)).toEqual(sharesOf(without));
  expect(plan.notPlaced).toEqual(without.notPlaced);
  expect(knownIn(plan, known)).toBeGreaterThan(knownIn(without, known));
  expect(planWeekOf({ ...FACTS, known })).toEqual(plan);
});

test('a household that refused sees fewer of those it refused; doors, times and shares of rounds stay', () => {
  const round = without.rounds.find(({ date }) => weekdayOf(date) <= 5)!;
  const { doorId } = round.doors[0]!;
  const known = round.officerIds.map((officerId) => ({ doorId, officerId, visits: 0, refused: true }));
  const plan = planWeekOf({ ...FACTS, known });
  expect(knownIn(plan, known.slice(0, 1)) + knownIn(plan, known.slice(1))).toBeLessThan(2);
  expect(shapeOf(plan).map(({ doors: _doors, ...time }) => time)).toEqual(
    shapeOf(without).map(({ doors: _doors, ...time }) => time),
  );
  expect(plan.rounds.map(doorIds)).toEqual(without.rounds.map(doorIds));
  expect(sharesOf(plan)).toEqual(sharesOf(without));
});

test('whoever is absent or not free at that time does not go, whom the households know or not', () => {
  const { known, index, officerId } = elsewhere();
  const { date } = without.rounds[index]!;
  const officers = TEAM.map((one) =>
    one.id === officerId ? officer(officerId, { absences: [{ from: date, to: date }] }) : one,
  );
  const plan = planWeekOf({ ...FACTS, officers, known });
  expect(plan.rounds.filter((round) => round.date === date && round.officerIds.includes(officerId))).toEqual([]);
});

test('no team loses more known faces than another gains', () => {
  const known = without.rounds.flatMap(({ doors: listed, officerIds }) =>
    listed.map(({ doorId }) => ({ doorId, officerId: officerIds[0]!, visits: 1 })),
  );
  expect(planWeekOf({ ...FACTS, known })).toEqual(without);
});
