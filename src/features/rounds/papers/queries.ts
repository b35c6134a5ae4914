import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRow, queryRows } from '../../../db/query-rows';
import { RoundClosureKind } from '../../../generated/prisma/enums';
import { CLOSES_DOOR } from '../../../shared/area-closures';
import type { LocalDate } from '../../../shared/dates';
import { pausesOn } from '../../../shared/pauses';
import { sql } from '../../../shared/sql';
import { callMembersOf } from '../../casework/door-calls/queries';
import { CALL_MEMBER } from '../../casework/door-calls/whom-to-call';
import { HELPER_ROW, helpersOf } from '../../casework/needs/queries';
import { openRequestsOf } from '../../casework/requests/queries';
import { REQUEST_BRIEF } from '../../casework/requests/request-labels';
import { EXPECTED_TIME } from '../round/expected-time';
import { isCodeHeard, isCodeNearlyHeard, type HeardCode } from '../round/round-code';

/** What papers say about the ward; the phone is null if the settings have none. */
const PAPER_WARD = z.object({ code: z.string(), name: z.string(), phone: z.string().nullable() });
export type PaperWard = z.infer<typeof PAPER_WARD>;

/** A residential group that a round visits; without an id, the doors outside any group. */
const GROUP_ROW = z.object({
  roundId: z.string(),
  id: z.string().nullable(),
  name: z.string().nullable(),
  leaderName: z.string().nullable(),
  leaderPhone: z.string().nullable(),
  doors: z.number(),
  /** In walking order. */
  lanes: z.array(z.string()),
});
export type GroupOfRound = z.infer<typeof GROUP_ROW> & { id: string; name: string; leaderName: string };

/** The ward and, of each of these rounds, the groups of its doors in walking order and the number of doors outside any group. */
export async function loadPapers(db: Reads, wardId: string, roundIds: readonly string[]) {
  const [ward, groups] = await Promise.all([
    queryRow(db, 'round-papers-ward', PAPER_WARD)`SELECT code, name, phone FROM ward WHERE id = ${wardId}`,
    queryRows(db, 'round-papers-groups', GROUP_ROW)`
        SELECT l.round_id AS "roundId", g.id, g.name, g.leader_name AS "leaderName", g.leader_phone AS "leaderPhone", sum(l.doors)::int AS doors,
          array_agg(l.lane_label ORDER BY l.position) AS lanes
        FROM (SELECT d.round_id, h.residential_group_id, h.lane_label, count(*) AS doors, min(d.position) AS position
              FROM round_door d JOIN household h ON h.id = d.household_id WHERE d.ward_id = ${wardId} AND d.round_id = ANY (${roundIds}::uuid[]) GROUP BY 1, 2, 3) l
        LEFT JOIN residential_group g ON g.id = l.residential_group_id
        GROUP BY l.round_id, g.id ORDER BY min(l.position)`,
  ]);
  const ofRound = (roundId: string) => {
    const rows = groups.filter((row) => row.roundId === roundId);
    return {
      groups: rows.filter((row): row is GroupOfRound => row.id !== null),
      doorsWithoutGroup: rows.find((row) => row.id === null)?.doors ?? 0,
    };
  };
  return { ward, ofRound };
}

/** Whom a round can tell that it comes, and the ward that tells it. */
const REMINDERS = z.object({
  ward: z.object({ name: z.string(), phone: z.string().nullable(), adultAge: z.number() }),
  /** Those still to be visited, in order, without those paused on that day. */
  doors: z.array(
    EXPECTED_TIME.extend({
      householdId: z.string(),
      addressLine: z.string(),
      members: z.array(CALL_MEMBER),
      helpers: z.array(HELPER_ROW),
      requests: z.array(REQUEST_BRIEF),
    }),
  ),
});
export type Reminders = z.infer<typeof REMINDERS>;

export const loadReminders = (db: Reads, { wardId, roundId, on }: { wardId: string; roundId: string; on: LocalDate }) =>
  queryRow(db, 'round-papers-reminders', REMINDERS)`
      SELECT json_build_object('name', w.name, 'phone', w.phone, 'adultAge', w.adult_age) AS ward,
        (SELECT coalesce(json_agg(json_build_object('householdId', h.id, 'addressLine', h.address_line, 'expectedAt', d.expected_at, 'isIfTimeAllows', d.is_if_time_allows,
            'members', ${callMembersOf('h')}, 'helpers', ${helpersOf('h')}, 'requests', ${openRequestsOf('h')}) ORDER BY d.position), '[]')
         FROM round_door d JOIN household h ON h.id = d.household_id
         WHERE d.ward_id = w.id AND d.round_id = ${roundId} AND d.is_open
           AND NOT EXISTS (SELECT FROM ${pausesOn(on)} x WHERE x.household_id = h.id)
           AND NOT EXISTS (SELECT FROM area_closure c WHERE ${on}::date BETWEEN c.closed_from AND c.closed_until AND ${CLOSES_DOOR})) AS doors
      FROM ward w WHERE w.id = ${wardId}`;

const CODE_ROUND = z.object({
  id: z.string(),
  code: z.string(),
  startsAt: z.date(),
  endsAt: z.date(),
  area: z.string(),
  /** In walking order. */
  lanes: z.array(z.string()),
  closure: z.enum(RoundClosureKind).nullable(),
  officers: z.array(z.object({ displayName: z.string(), phone: z.string().nullable() })),
});
export type CodeRound = z.infer<typeof CODE_ROUND>;

const CODE_ROUNDS = sql`
  SELECT r.id, r.code, r.starts_at AS "startsAt", r.ends_at AS "endsAt", r.area, c.kind AS closure,
    (SELECT coalesce(jsonb_agg(lane.label ORDER BY lane.position), '[]') FROM (SELECT h.lane_label AS label, min(d.position) AS position
      FROM round_door d JOIN household h ON h.id = d.household_id WHERE d.round_id = r.id GROUP BY 1) lane) AS lanes,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('displayName', u.display_name, 'phone', u.phone) ORDER BY u.display_name), '[]')
      FROM round_officer o JOIN user_account u ON u.id = o.user_id WHERE o.round_id = r.id) AS officers
  FROM round r LEFT JOIN round_closure c ON c.round_id = r.id`;

/**
 * The rounds that a code names, as heard on the telephone: one; by the last three characters alone, also those from
 * before the ward changed its name.
 */
export async function findRoundsByCode(db: Reads, wardId: string, heard: HeardCode): Promise<CodeRound[]> {
  const rows = await queryRows(db, 'round-papers-by-code', CODE_ROUND)`
      ${CODE_ROUNDS} WHERE r.ward_id = ${wardId} AND right(r.code, 3) = ${heard.tail} ORDER BY r.starts_at DESC LIMIT 5`;
  return rows.filter((round) => isCodeHeard(round.code, heard));
}

/** Rounds between two instants whose codes differ in one character from what was heard. */
export async function findRoundsNearCode(
  db: Reads,
  wardId: string,
  heard: HeardCode,
  { from, to }: { from: Date; to: Date },
): Promise<CodeRound[]> {
  const rows = await queryRows(db, 'round-papers-near-code', CODE_ROUND)`
      ${CODE_ROUNDS} WHERE r.ward_id = ${wardId} AND r.starts_at >= ${from} AND r.starts_at < ${to} ORDER BY r.starts_at`;
  return rows.filter((round) => isCodeNearlyHeard(round.code, heard));
}
