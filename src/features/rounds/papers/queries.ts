import { raw } from '../../../shared/sql';
import { combineReads } from '../../../db/combine-reads';
import type { Database } from '../../../db/database';
import type { RoundClosureKind } from '../../../generated/prisma/enums';
import type { LocalDate } from '../../../shared/dates';
import { pausesOn } from '../../../shared/pauses';
import { callMembersOf } from '../../casework/door-calls/queries';
import type { CallMember } from '../../casework/door-calls/whom-to-call';
import { helpersOf, type HelperRow } from '../../casework/needs/queries';
import { openRequestsOf } from '../../casework/requests/queries';
import type { RequestBrief } from '../../casework/requests/request-labels';
import type { ExpectedTime } from '../round/expected-time';
import { isCodeHeard, isCodeNearlyHeard, type HeardCode } from '../round/round-code';

/** What papers say about the ward; the phone is null if the settings have none. */
export interface PaperWard {
  code: string;
  name: string;
  phone: string | null;
}

/** A residential group that a round visits. */
export interface GroupOfRound {
  id: string;
  name: string;
  leaderName: string;
  leaderPhone: string | null;
  doors: number;
  /** In walking order. */
  lanes: string[];
}

type GroupRow = Omit<GroupOfRound, 'id'> & { id: string | null };

/** $1 the ward, $2 the round. */
const readPapers = combineReads<{ ward: PaperWard; groups: GroupRow }>('round-papers', {
  ward: { text: 'SELECT code, name, phone FROM ward WHERE id = $1', instants: {} },
  groups: {
    text: `SELECT g.id, g.name, g.leader_name AS "leaderName", g.leader_phone AS "leaderPhone", sum(l.doors)::int AS doors,
             array_agg(l.lane_label ORDER BY l.position) AS lanes
           FROM (SELECT h.residential_group_id, h.lane_label, count(*) AS doors, min(d.position) AS position
                 FROM round_door d JOIN household h ON h.id = d.household_id WHERE d.ward_id = $1 AND d.round_id = $2 GROUP BY 1, 2) l
           LEFT JOIN residential_group g ON g.id = l.residential_group_id
           GROUP BY g.id ORDER BY min(l.position)`,
    instants: {},
  },
});

/** The ward, the groups of a round's doors in walking order, and the number of doors outside any group. */
export async function loadPapers(
  { pool }: Database,
  wardId: string,
  roundId: string,
): Promise<{ ward: PaperWard; groups: GroupOfRound[]; doorsWithoutGroup: number }> {
  const { ward, groups } = await readPapers(pool, [wardId, roundId]);
  return {
    ward: ward[0]!,
    groups: groups.filter((row): row is GroupOfRound => row.id !== null),
    doorsWithoutGroup: groups.find((row) => row.id === null)?.doors ?? 0,
  };
}

/** A door of a round whose people can be notified that the team comes. */
interface RemindedDoor extends ExpectedTime {
  householdId: string;
  addressLine: string;
  members: CallMember[];
  helpers: HelperRow[];
  requests: RequestBrief[];
}

/** Whom a round can tell that it comes, and the ward that tells it. */
export interface Reminders {
  ward: { name: string; phone: string | null; adultAge: number };
  /** Those still to be visited, in order, without those paused on that day. */
  doors: RemindedDoor[];
}

export async function loadReminders(
  { pool }: Database,
  { wardId, roundId, on }: { wardId: string; roundId: string; on: LocalDate },
): Promise<Reminders> {
  const { rows } = await pool.query<Reminders>({
    name: 'round-papers-reminders',
    text: `SELECT json_build_object('name', w.name, 'phone', w.phone, 'adultAge', w.adult_age) AS ward,
        (SELECT coalesce(json_agg(json_build_object('householdId', h.id, 'addressLine', h.address_line, 'expectedAt', d.expected_at, 'isIfTimeAllows', d.is_if_time_allows,
            'members', ${callMembersOf('h').text}, 'helpers', ${helpersOf('h').text}, 'requests', ${openRequestsOf('h').text}) ORDER BY d.position), '[]')
         FROM round_door d JOIN household h ON h.id = d.household_id
         WHERE d.ward_id = w.id AND d.round_id = $2 AND d.is_open
           AND NOT EXISTS (SELECT FROM ${pausesOn(raw('$3::date')).text} x WHERE x.household_id = h.id)) AS doors
      FROM ward w WHERE w.id = $1`,
    values: [wardId, roundId, on],
  });
  return rows[0]!;
}

export interface CodeRound {
  id: string;
  code: string;
  startsAt: Date;
  endsAt: Date;
  area: string;
  /** In walking order. */
  lanes: string[];
  closure: RoundClosureKind | null;
  officers: { displayName: string; phone: string | null }[];
}

const CODE_ROUND = `
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
export async function findRoundsByCode({ pool }: Database, wardId: string, heard: HeardCode): Promise<CodeRound[]> {
  const { rows } = await pool.query<CodeRound>({
    name: 'round-papers-by-code',
    text: `${CODE_ROUND} WHERE r.ward_id = $1 AND right(r.code, 3) = $2 ORDER BY r.starts_at DESC LIMIT 5`,
    values: [wardId, heard.tail],
  });
  return rows.filter((round) => isCodeHeard(round.code, heard));
}

/** Rounds between two instants whose codes differ in one character from what was heard. */
export async function findRoundsNearCode(
  { pool }: Database,
  wardId: string,
  heard: HeardCode,
  { from, to }: { from: Date; to: Date },
): Promise<CodeRound[]> {
  const { rows } = await pool.query<CodeRound>({
    name: 'round-papers-near-code',
    text: `${CODE_ROUND} WHERE r.ward_id = $1 AND r.starts_at >= $2 AND r.starts_at < $3 ORDER BY r.starts_at`,
    values: [wardId, from, to],
  });
  return rows.filter((round) => isCodeNearlyHeard(round.code, heard));
}
