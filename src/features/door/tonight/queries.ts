import { z } from 'zod';
import { queryRows, queryRow, queryTogether, type Read } from '../../../db/query-rows';
import { empty, join, sql } from '../../../shared/sql';
import { birthSql } from '../../../shared/birth-sql';
import { ADDRESSED, PROMISED_TIME, READINESS_SHAPE } from '../../../shared/row-schemas';
import type { Reads } from '../../../db/database';
import { HouseholdRelation, NextStep, RoundClosureKind } from '../../../generated/prisma/enums';
import { objectsToContact } from '../../../shared/contact-objection';
import { addDays, instantOf, localDateOf, type LocalDate } from '../../../shared/dates';
import { livesThere } from '../../../shared/living-here';
import { readinessPairs } from '../../../shared/readiness-sql';
import { briefingsForRound } from '../../casework/briefings/queries';
import { GOING_ON, goingOnAt } from '../../casework/follow-ups/queries';
import { HELPER_ROW, helpersOf } from '../../casework/needs/queries';
import { SECOND_TRY, secondTryOf } from '../../casework/requests/second-try';
import { LAST_HELP, lastHelpOf } from '../../casework/portal-use/help-ladder';
import { LAST_VISIT_JSON } from '../../rounds/doors/last-visit';
import { DOOR_SHAPE, doorColumns, ROUND_COLUMNS, ROUND_SHAPE, WAS_HELPED } from '../../rounds/round/queries';

/** A round of today, or the next round when there is none today. */
const TONIGHT_ROUND = z.object({
  ...ROUND_SHAPE,
  roundId: z.string(),
  /** Who of the neighbourhood walks along; '' for none. */
  escort: z.string(),
  note: z.string(),
  closure: z.enum(RoundClosureKind).nullable(),
  officers: z.string(),
  minutesPerDoor: z.number(),
  isBack: z.boolean(),
  isShown: z.boolean(),
});
export type TonightRound = z.infer<typeof TONIGHT_ROUND>;

/** A door of the shown round. */
const TONIGHT_DOOR = z.object({
  ...DOOR_SHAPE,
  doorId: z.string(),
  householdId: z.string(),
  name: z.string().nullable(),
  gender: ADDRESSED.gender,
  birth: ADDRESSED.birth,
  members: z.number().nullable(),
  helpers: z.array(HELPER_ROW),
  visitId: z.string().nullable(),
  nextStep: z.enum(NextStep).nullable(),
  ...PROMISED_TIME,
  assists: z.number(),
  submitted: z.number(),
  /** Of those who live there and do not object. */
  lastHelp: z.array(LAST_HELP),
  goingOn: z.array(GOING_ON),
});
export type TonightDoor = z.infer<typeof TONIGHT_DOOR>;

/** What "Tối nay" is asked for. */
interface TonightAsked {
  wardId: string;
  /** Limits the rounds to those of this officer; null for the whole ward. */
  officerId: string | null;
  roundId: string | null;
  now: Date;
}

const roundsOfDay = ({ wardId, officerId, roundId, now }: TonightAsked) => {
  const today = localDateOf(now);
  const [dayStart, dayEnd] = [instantOf(today, '00:00'), instantOf(addDays(today, 1), '00:00')];
  const isTheirs =
    officerId === null
      ? empty
      : sql`AND EXISTS (SELECT 1 FROM round_officer o WHERE o.round_id = r.id AND o.user_id = ${officerId})`;
  return sql`
  WITH mine AS MATERIALIZED (
    SELECT r.id, r.code, r.starts_at, r.ends_at, r.area, r.out_of_hours_reason, r.answered_objections, r.escort, r.note, r.returned_at, c.kind AS closure
    FROM round r LEFT JOIN round_closure c ON c.round_id = r.id
    WHERE r.ward_id = ${wardId} AND r.starts_at >= ${dayStart} AND r.starts_at < ${dayEnd} AND c.kind IS DISTINCT FROM 'cancelled'
      ${isTheirs}
  ), upcoming AS (
    SELECT r.id, r.code, r.starts_at, r.ends_at, r.area, r.out_of_hours_reason, r.answered_objections, r.escort, r.note, r.returned_at, NULL::round_closure_kind
    FROM round r
    WHERE NOT EXISTS (SELECT 1 FROM mine) AND r.ward_id = ${wardId} AND r.starts_at >= ${dayEnd}
      AND NOT EXISTS (SELECT 1 FROM round_closure c WHERE c.round_id = r.id)
      ${isTheirs}
    ORDER BY r.starts_at, r.id LIMIT 1
  ), shown AS (
    SELECT id FROM mine
    ORDER BY (id = ${roundId}::uuid) DESC, (ends_at > ${now}) DESC, CASE WHEN ends_at > ${now} THEN starts_at END, starts_at DESC, id LIMIT 1
  ), rounds AS MATERIALIZED (
    SELECT x.*, (SELECT string_agg(u.display_name, ', ' ORDER BY u.display_name)
      FROM round_officer o JOIN user_account u ON u.id = o.user_id WHERE o.round_id = x.id) AS officers
    FROM (SELECT * FROM mine UNION ALL SELECT * FROM upcoming) x
  )`;
};

const roundsShown = (wardId: string): Read<typeof TONIGHT_ROUND> => ({
  row: TONIGHT_ROUND,
  sql: sql`
    SELECT r.id AS "roundId", ${ROUND_COLUMNS}, r.escort, r.note, r.closure, (w.outreach_policy ->> 'bufferMinutes')::int AS "minutesPerDoor",
      r.returned_at IS NOT NULL AS "isBack", r.id IN (SELECT id FROM shown) AS "isShown", r.officers
    FROM rounds r JOIN ward w ON w.id = ${wardId} ORDER BY r.starts_at, r.id`,
});

/** SQL: the last help of those who live in household `h`. */
const lastHelpAt = (day: LocalDate) =>
  lastHelpOf(
    sql`p.resident_id IN (SELECT m.resident_id FROM household_membership m JOIN resident q ON q.id = m.resident_id
      WHERE m.household_id = h.id AND ${livesThere('m', 'q')} AND NOT ${objectsToContact('q')})`,
    { day, visit: null },
  );

const doorsShown = (today: LocalDate): Read<typeof TONIGHT_DOOR> => ({
  row: TONIGHT_DOOR,
  sql: sql`
    SELECT d.id AS "doorId", h.id AS "householdId", ${doorColumns(today)},
      p.full_name AS name, p.gender, ${birthSql('p')} AS birth, p.members, ${helpersOf('h')} AS helpers,
      v.id AS "visitId", v.next_step AS "nextStep", v.next_step_due AS "nextStepDue", v.next_step_from AS "nextStepFrom", v.next_step_to AS "nextStepTo",
      coalesce(a.assists, 0) AS assists, coalesce(a.submitted, 0) AS submitted, ${lastHelpAt(today)} AS "lastHelp", ${goingOnAt(today)} AS "goingOn"
    FROM shown s
    JOIN round_door d ON d.round_id = s.id
    JOIN household h ON h.id = d.household_id
    LEFT JOIN LATERAL (
      SELECT q.full_name, q.gender, q.birth_date, q.birth_precision, count(*) OVER ()::int AS members
      FROM household_membership m JOIN resident q ON q.id = m.resident_id
      WHERE m.household_id = h.id AND ${livesThere('m', 'q')} AND NOT ${objectsToContact('q')}
      ORDER BY m.relation = 'head' DESC, q.birth_date NULLS LAST LIMIT 1) p ON true
    LEFT JOIN visit v ON v.round_door_id = d.id
    LEFT JOIN LATERAL (
      SELECT count(*)::int AS assists, (count(*) FILTER (WHERE result = 'submitted'))::int AS submitted
      FROM assisted_procedure WHERE visit_id = v.id) a ON true
    ORDER BY d.position`,
});

/**
 * Reads everything for "Tối nay" in one statement, because a whole team reloads the page all evening: the rounds of the
 * day, the doors of one round (the requested one, else the one in progress, else the next, else the last), and its
 * briefings.
 */
export const loadTonight = (db: Reads, asked: TonightAsked) =>
  queryTogether(
    db,
    'tonight',
    {
      rounds: roundsShown(asked.wardId),
      doors: doorsShown(localDateOf(asked.now)),
      briefings: briefingsForRound(asked.wardId, sql`(SELECT id FROM shown)`),
    },
    roundsOfDay(asked),
  );

export const SHEET_RESIDENT = z.object({ ...READINESS_SHAPE, ...ADDRESSED, relation: z.enum(HouseholdRelation) });
export type SheetResident = z.infer<typeof SHEET_RESIDENT>;

export const SHEET_DOOR = z.object({
  ...DOOR_SHAPE,
  id: z.string(),
  last: LAST_VISIT_JSON.extend({ nextStepNote: z.string() }).nullable(),
  wasHelped: z.boolean(),
  /** Current members, the head first, then by age. */
  residents: z.array(SHEET_RESIDENT),
  helpers: z.array(HELPER_ROW),
  lastHelp: z.array(LAST_HELP),
  secondTry: SECOND_TRY.nullable(),
});
export type SheetDoor = z.infer<typeof SHEET_DOOR>;

const SHEET_WARD = z.object({
  /** The phone number at which a resident can check whether a round is real; null if there is none. */
  phone: z.string().nullable(),
  adultAge: z.number(),
});

const sheetDoors = (wardId: string, roundId: string, on: LocalDate) => sql`(
    SELECT d.id, d.round_id AS "roundId", d.position, ${doorColumns(on)}, ${WAS_HELPED} AS "wasHelped", ${helpersOf('h')} AS helpers, ${lastHelpAt(on)} AS "lastHelp", ${secondTryOf(on)} AS "secondTry",
      coalesce((SELECT jsonb_agg(jsonb_build_object('fullName', p.full_name, 'gender', p.gender, 'birth', ${birthSql('p')},
          'relation', m.relation, ${readinessPairs('k')})
          ORDER BY m.relation = 'head' DESC, p.birth_date NULLS LAST)
        FROM household_membership m JOIN resident p ON p.id = m.resident_id LEFT JOIN readiness k ON k.resident_id = p.id AND k.is_latest
        WHERE m.household_id = h.id AND ${livesThere('m', 'p')} AND NOT ${objectsToContact('p')}), '[]') AS residents
    FROM round_door d JOIN household h ON h.id = d.household_id LEFT JOIN visit v ON v.round_door_id = d.id
    WHERE d.round_id = ${roundId} AND d.ward_id = ${wardId})`;

/** The parts of printed sheets, by round. Doors contain no national numbers, and only the phone numbers of helpers. */
export async function getSheets(db: Reads, wardId: string, rounds: readonly { id: string; startsAt: Date }[]) {
  const ofRounds = join(
    rounds.map(({ id, startsAt }) => sheetDoors(wardId, id, localDateOf(startsAt))),
    ' UNION ALL ',
  );
  const [doors, ward] = await Promise.all([
    queryRows(db, 'tonight-sheet-doors', SHEET_DOOR.extend({ roundId: z.string(), position: z.number() }))`
        SELECT * FROM (${ofRounds}) door ORDER BY position`,
    queryRow(db, 'tonight-sheet-ward', SHEET_WARD)`
        SELECT phone, adult_age AS "adultAge" FROM ward WHERE id = ${wardId}`,
  ]);
  return rounds.map(({ id }) => ({ doors: doors.filter(({ roundId }) => roundId === id), ward }));
}
