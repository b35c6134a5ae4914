import type { Database } from '../../../db/database';
import type { BirthPrecision, DoorOutcome } from '../../../generated/prisma/enums';
import { addDays, birthOf, type LocalDate, type LocalTime } from '../../../shared/dates';
import { livesThere } from '../../../shared/living-here';
import { getOutreachPolicy, listFactsOn } from '../../office/calendar/queries';
import { datesBetween } from '../../rounds/planner/slots';
import { NEXT_TRY_DAYS, type DoorTries } from '../visit-rules/next-try';

/** More tries of one door no longer change the expectation. */
const MAX_TRIES = 20;

/** What a door's next try depends on: who lives there, its latest tries, and the ward's hours. */
export async function loadDoorTries(
  { pool, prisma }: Database,
  wardId: string,
  householdId: string,
  today: LocalDate,
): Promise<DoorTries> {
  const { rows } = await pool.query<{
    residents: { birthDate: LocalDate | null; birthPrecision: BirthPrecision | null; isTemporary: boolean }[];
    tries: { date: LocalDate; time: LocalTime; outcome: DoorOutcome }[];
  }>({
    name: 'visit-door-tries',
    text: `SELECT
        (SELECT coalesce(jsonb_agg(jsonb_build_object('birthDate', p.birth_date, 'birthPrecision', p.birth_precision,
            'isTemporary', p.residence_status <> 'permanent')), '[]')
          FROM household_membership m JOIN resident p ON p.id = m.resident_id
          WHERE m.household_id = $2 AND m.ward_id = $1 AND ${livesThere('m', 'p').text}) AS residents,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('date', t.visited_on, 'time', t.time, 'outcome', t.outcome) ORDER BY t.arrived_at), '[]')
          FROM (SELECT visited_on, to_char(arrived_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'HH24:MI') AS time, outcome, arrived_at
            FROM visit WHERE household_id = $2 AND ward_id = $1 ORDER BY arrived_at DESC LIMIT ${MAX_TRIES}) t) AS tries`,
    values: [wardId, householdId],
  });
  const { residents, tries } = rows[0]!;
  const ahead = datesBetween(today, addDays(today, NEXT_TRY_DAYS));
  const [policy, calendarDays] = await Promise.all([
    getOutreachPolicy(prisma, wardId),
    listFactsOn(prisma, wardId, [...ahead, ...tries.map(({ date }) => date)]),
  ]);
  return {
    residents: residents.map((resident) => ({
      birth: birthOf(resident),
      isTemporary: resident.isTemporary,
      needs: [],
    })),
    tries,
    policy,
    calendarDays,
  };
}
