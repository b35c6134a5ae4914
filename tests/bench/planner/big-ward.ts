import type { DoorTry, PlannerInput } from '../../../src/features/rounds/planner/planner-input';
import { Stream } from './chance';
import { clock, later } from './days';
import { makeWard } from './make-ward';
import { POLICY, doorOf } from './planned-way';
import { makeOfficers } from './office';
import { DAYS, ORDINARY_WARD } from './ward-facts';

/**
 * A ward of realistic size after half a year of rounds: 65,000 residents, 20 officers, two weeks with ten weekday
 * evenings to plan.
 */
export function bigWard(): PlannerInput {
  const facts = { ...ORDINARY_WARD, doors: 22_800, officers: 20 };
  const ward = makeWard(1, facts);
  const stream = new Stream(1, 'big ward');
  const today = '2026-10-04';
  const tries: DoorTry[] = [];
  const outcomes = { met: 50, nobody_home: 36, refused: 7, come_back_later: 5, moved_or_vacant: 2 } as const;
  const wishes = [
    [],
    [{ weekdays: [1, 2, 3, 4, 5], from: '19:00', to: '20:30' }],
    [{ weekdays: [6, 7], from: '08:30', to: '11:00' }],
  ];
  const requests: PlannerInput['requests'][number][] = [];
  const followUps: PlannerInput['followUps'][number][] = [];
  for (const { id } of ward.households) {
    for (let count = stream.isTrue(0.5) ? stream.whole(1, 3) : 0; count > 0; count -= 1) {
      const date = later(today, -stream.whole(1, 200));
      const arrived = stream.whole(1080, 1230);
      tries.push({
        doorId: id,
        roundId: null,
        date,
        arrivedAt: clock(arrived),
        leftAt: clock(arrived + stream.whole(4, 25)),
        outcome: stream.weighted(outcomes),
      });
    }
    const isAsking = stream.isTrue(0.01);
    if (isAsking)
      requests.push({
        id: `request ${id}`,
        doorId: id,
        receivedOn: later(today, -stream.whole(0, 10)),
        promisedBy: later(today, 7),
        wishes: wishes[stream.whole(0, 2)]!,
      });
    else if (stream.isTrue(0.005))
      followUps.push({
        id: `promise ${id}`,
        doorId: id,
        dueOn: later(today, stream.whole(1, 10)),
        at: null,
        what: 'hẹn quay lại',
      });
  }
  const officers = makeOfficers(1, facts).map(({ id, free, absences }) => ({
    id,
    name: id,
    absences,
    availability: free.map(({ weekday, from, to }) => ({ weekday, from: clock(from), to: clock(to) })),
  }));
  return {
    today,
    doors: ward.households.map(doorOf),
    tries,
    requests,
    followUps,
    calls: [],
    officers,
    calendarDays: DAYS.map((day) => ({ ...day, status: 'official' })),
    policy: POLICY,
    rounds: [],
    ask: { kind: 'week', from: later(today, 1), to: later(today, 14) },
  };
}
