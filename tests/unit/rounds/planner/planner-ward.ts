import { CALENDAR_DAYS } from '../../../../src/features/office/reference-data/entries';
import { DEFAULT_OUTREACH_POLICY } from '../../../../src/features/office/reference-data/outreach-policy';
import { outreachPolicySchema } from '../../../../src/features/office/calendar/outreach-time';
import { planRounds } from '../../../../src/features/rounds/planner/plan-rounds';
import type {
  DoorTry,
  EveningAsk,
  OpenRequest,
  PlannerDoor,
  PlannerInput,
  PlannerOfficer,
} from '../../../../src/features/rounds/planner/planner-input';
import {
  reasonsOf,
  type NotPlaced,
  type PlannerOutput,
  type ProposedDoor,
  type ProposedRound,
} from '../../../../src/features/rounds/planner/planner-output';
import { reasonText } from '../../../../src/features/rounds/planner/reasons';
import type { Need } from '../../../../src/shared/needs';

/** An ordinary week, planned on the Sunday before. */
export const SUNDAY = '2026-11-29';
export const MONDAY = '2026-11-30';
export const TUESDAY = '2026-12-01';
export const THURSDAY = '2026-12-03';
export const SATURDAY = '2026-12-05';
export const NEXT_SUNDAY = '2026-12-06';

/** Why a door has its place, in words, most important first. */
export const wordsOf = (door: ProposedDoor): string[] => reasonsOf(door).map(reasonText);

const DOORS_OF_A_LANE = 20;

export function door(number: number, facts: Partial<PlannerDoor> = {}): PlannerDoor {
  const lane = Math.floor(number / DOORS_OF_A_LANE);
  return {
    id: `door ${number}`,
    walkOrder: String(number).padStart(5, '0'),
    laneKey: `lane ${lane}`,
    laneLabel: `Ngõ ${lane}`,
    groupId: `group ${Math.floor(lane / 2)}`,
    occupancy: 'occupied',
    pause: null,
    hasPhone: true,
    residents: [resident(40), resident(38)],
    ...facts,
  };
}

export function doors(count: number, facts: (number: number) => Partial<PlannerDoor> = () => ({})): PlannerDoor[] {
  return Array.from({ length: count }, (_, number) => door(number, facts(number)));
}

export function resident(age: number, needs: readonly Need[] = []): PlannerDoor['residents'][number] {
  return { birth: { date: `${2026 - age}-01-01`, precision: 'year' }, isTemporary: false, needs };
}

/** Free every evening and the whole weekend. */
export function officer(name: string, facts: Partial<PlannerOfficer> = {}): PlannerOfficer {
  return {
    id: name,
    name,
    availability: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
      weekday,
      from: weekday > 5 ? '07:30' : '17:30',
      to: '21:00',
    })),
    absences: [],
    ...facts,
  };
}

export const TEAM = ['An', 'Bình', 'Chi', 'Dũng'].map((name) => officer(name));

export function attempt(
  doorId: string,
  date: string,
  arrivedAt: string,
  outcome: DoorTry['outcome'] = 'nobody_home',
): DoorTry {
  return { doorId, roundId: null, date, arrivedAt, leftAt: null, outcome };
}

export function request(doorId: string, facts: Partial<OpenRequest> = {}): OpenRequest {
  return { id: `request of ${doorId}`, doorId, receivedOn: '2026-11-27', promisedBy: null, wishes: [], ...facts };
}

/** Sixty doors, four officers, an ordinary week. */
export function ward(facts: Partial<PlannerInput> = {}): PlannerInput {
  return {
    today: SUNDAY,
    doors: doors(60),
    tries: [],
    requests: [],
    followUps: [],
    calls: [],
    officers: TEAM,
    calendarDays: CALENDAR_DAYS,
    policy: outreachPolicySchema.parse(DEFAULT_OUTREACH_POLICY),
    rounds: [],
    ask: { kind: 'week', from: MONDAY, to: NEXT_SUNDAY },
    ...facts,
  };
}

export function planWeekOf(facts: Partial<PlannerInput> = {}): PlannerOutput {
  return planRounds(ward(facts));
}

/** Tuesday from six to nine by An and Bình, unless the question says otherwise. */
export function planEveningOf(
  facts: Partial<PlannerInput> = {},
  ask: Partial<EveningAsk> = {},
): { round: ProposedRound; notPlaced: NotPlaced[] } {
  const { rounds, notPlaced } = planRounds(
    ward({
      ...facts,
      ask: { kind: 'evening', date: TUESDAY, from: '18:00', to: '21:00', officerIds: ['An', 'Bình'], ...ask },
    }),
  );
  return { round: rounds[0]!, notPlaced };
}

export function doorIds({ doors: listed }: ProposedRound): string[] {
  return listed.map(({ doorId }) => doorId);
}

/** Where a door stands in a plan. */
export function placeOf(
  output: PlannerOutput,
  doorId: string,
): { round: ProposedRound; door: ProposedRound['doors'][number] } | undefined {
  return output.rounds.flatMap((round) =>
    round.doors.filter((each) => each.doorId === doorId).map((each) => ({ round, door: each })),
  )[0];
}
