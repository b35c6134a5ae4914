import { z } from 'zod';
import type { Database } from '../../../db/database';
import { queryRow } from '../../../db/query-rows';
import { DoorOutcome } from '../../../generated/prisma/enums';
import { birthSql } from '../../../shared/birth-sql';
import { addDays, type LocalDate } from '../../../shared/dates';
import { livesThere } from '../../../shared/living-here';
import { BIRTH } from '../../../shared/row-schemas';
import { constant } from '../../../shared/sql';
import { getOutreachPolicy, listFactsOn } from '../../office/calendar/queries';
import { datesBetween } from '../../rounds/planner/slots';
import { nextTryFrom, SECOND_TRY, secondTryOf, type SecondTry } from '../../casework/requests/second-try';
import { NEXT_TRY_DAYS, type DoorTries } from '../visit-rules/next-try';

/** More tries of one door no longer change the expectation. */
const MAX_TRIES = 20;

const DOOR_TRIES = z.object({
  residents: z.array(z.object({ birth: BIRTH.nullable(), isTemporary: z.boolean() })),
  tries: z.array(z.object({ date: z.string(), time: z.string(), outcome: z.enum(DoorOutcome) })),
  secondTry: SECOND_TRY.nullable(),
});

/** What a door's next try depends on: who lives there, its latest tries, and the ward's hours. */
export async function loadDoorTries(
  db: Database,
  wardId: string,
  householdId: string,
  today: LocalDate,
): Promise<DoorTries & { secondTry: SecondTry | null }> {
  const { residents, tries, secondTry } = await queryRow(db, 'visit-door-tries', DOOR_TRIES)`SELECT
        (SELECT coalesce(jsonb_agg(jsonb_build_object('birth', ${birthSql('p')}, 'isTemporary', p.residence_status <> 'permanent')), '[]')
          FROM household_membership m JOIN resident p ON p.id = m.resident_id
          WHERE m.household_id = ${householdId} AND m.ward_id = ${wardId} AND ${livesThere('m', 'p')}) AS residents,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('date', t.visited_on, 'time', t.time, 'outcome', t.outcome) ORDER BY t.arrived_at), '[]')
          FROM (SELECT visited_on, to_char(arrived_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'HH24:MI') AS time, outcome, arrived_at
            FROM visit WHERE household_id = ${householdId} AND ward_id = ${wardId} ORDER BY arrived_at DESC LIMIT ${constant(MAX_TRIES)}) t) AS tries,
        (SELECT ${secondTryOf(today)} FROM household h WHERE h.id = ${householdId} AND h.ward_id = ${wardId}) AS "secondTry"`;
  const tomorrow = addDays(today, 1);
  const rested = secondTry ? nextTryFrom(secondTry) : tomorrow;
  const from = rested !== null && rested < tomorrow ? tomorrow : rested;
  const ahead = from === null ? [] : datesBetween(from, addDays(from, NEXT_TRY_DAYS));
  const [policy, calendarDays] = await Promise.all([
    getOutreachPolicy(db.prisma, wardId),
    listFactsOn(db.prisma, wardId, [...ahead, ...tries.map(({ date }) => date)]),
  ]);
  return {
    residents: residents.map((resident) => ({ ...resident, needs: [] })),
    tries,
    from,
    policy,
    calendarDays,
    secondTry,
  };
}
