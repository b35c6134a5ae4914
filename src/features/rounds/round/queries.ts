import { raw } from '../../../shared/sql';
import type { Database, Reads } from '../../../db/database';
import type { BirthPrecision, DoorOutcome, Gender, PauseKind, RoundClosureKind } from '../../../generated/prisma/enums';
import { objectsToContact } from '../../../shared/contact-objection';
import type { LocalDate } from '../../../shared/dates';
import { pausesOn } from '../../../shared/pauses';
import { NotFoundError } from '../../../shared/errors';
import type { CallBrief } from '../../casework/door-calls/call-labels';
import { latestCallOf } from '../../casework/door-calls/queries';
import { openRequestsOf } from '../../casework/requests/queries';
import type { RequestBrief } from '../../casework/requests/request-labels';
import type { ExpectedTime } from './expected-time';
import type { StoredReasons } from '../doors/door-reason';
import { LAST_VISIT, type LastVisit } from '../doors/last-visit';
import type { AbsentOfficer } from './review-reasons';

export interface RoundSummary {
  id: string;
  code: string;
  startsAt: Date;
  endsAt: Date;
  area: string;
  outOfHoursReason: string | null;
  /** The kinds of objections that the reason answers. */
  answeredObjections: string[];
  closure: RoundClosureKind | null;
  officers: string[];
  doors: number;
  doneDoors: number;
}

const ROUND_SUMMARY = `
  SELECT r.id, r.code, r.starts_at AS "startsAt", r.ends_at AS "endsAt", r.area, r.out_of_hours_reason AS "outOfHoursReason", r.answered_objections AS "answeredObjections", c.kind AS closure,
    (SELECT coalesce(array_agg(u.display_name ORDER BY u.display_name), '{}') FROM round_officer o JOIN user_account u ON u.id = o.user_id WHERE o.round_id = r.id) AS officers,
    n.doors, n.done AS "doneDoors"
  FROM round r
  LEFT JOIN round_closure c ON c.round_id = r.id
  CROSS JOIN LATERAL (SELECT count(*)::int AS doors, count(v.id)::int AS done
    FROM round_door d LEFT JOIN visit v ON v.round_door_id = d.id WHERE d.round_id = r.id) n`;

/** SQL of each list: which rounds `r` it shows at $2, and in which order. A round ends on the day it starts: this bounds the index scan. */
const LISTS = {
  upcoming: { is: `r.starts_at > $2::timestamptz - interval '1 day' AND r.ends_at > $2`, order: 'ASC', beyond: '>' },
  past: { is: 'r.starts_at < $2 AND r.ends_at <= $2', order: 'DESC', beyond: '<' },
};

/** Rounds that have not ended, the next first; or those that have, the latest first. Each with the length of its list. */
export async function listRounds(
  { pool }: Reads,
  wardId: string,
  view: keyof typeof LISTS,
  { now, after, limit }: { now: Date; after: string | null; limit: number },
): Promise<(RoundSummary & { total: number })[]> {
  const { is, order, beyond } = LISTS[view];
  const { rows } = await pool.query<RoundSummary & { total: number }>({
    name: `rounds-${view}`,
    text: `SELECT s.*, (SELECT count(*)::int FROM round r WHERE r.ward_id = $1 AND ${is}) AS total
           FROM (${ROUND_SUMMARY} WHERE r.ward_id = $1 AND ${is}
             AND ($3::uuid IS NULL OR (r.starts_at, r.id) ${beyond} (SELECT l.starts_at, l.id FROM round l WHERE l.ward_id = $1 AND l.id = $3))
             ORDER BY r.starts_at ${order}, r.id ${order} LIMIT $4) s
           ORDER BY s."startsAt" ${order}, s.id ${order}`,
    values: [wardId, now, after, limit],
  });
  return rows;
}

export type RoundAhead = RoundSummary & { absences: AbsentOfficer[]; goneOfficers: string[] };

/**
 * Rounds that are upcoming or under way and not closed, the next first, with the members of the team who cannot go; or
 * only the requested one.
 */
export async function listComingRounds(
  { pool }: Reads,
  wardId: string,
  now: Date,
  { limit, onlyId }: { limit: number; onlyId: string | null },
): Promise<RoundAhead[]> {
  const { rows } = await pool.query<
    RoundSummary & { absences: { displayName: string; startsAt: string; endsAt: string }[]; goneOfficers: string[] }
  >({
    // A round ends on the day it starts: this bounds the index scan.
    name: 'rounds-coming',
    text: `SELECT s.*, coalesce((
               SELECT jsonb_agg(jsonb_build_object('displayName', u.display_name, 'startsAt', a.starts_at, 'endsAt', a.ends_at) ORDER BY u.display_name, a.starts_at)
               FROM round_officer o JOIN user_account u ON u.id = o.user_id JOIN absence a ON a.user_id = o.user_id
               WHERE o.round_id = s.id AND tstzrange(a.starts_at, a.ends_at, '[)') && tstzrange(o.starts_at, o.ends_at, '[)')), '[]') AS absences,
             coalesce((SELECT array_agg(u.display_name ORDER BY u.display_name) FROM round_officer o JOIN user_account u ON u.id = o.user_id
               WHERE o.round_id = s.id AND (u.role <> 'officer' OR u.disabled_at IS NOT NULL)), '{}') AS "goneOfficers"
           FROM (${ROUND_SUMMARY} WHERE r.ward_id = $1 AND r.starts_at > $2::timestamptz - interval '1 day' AND r.ends_at > $2 AND c.kind IS NULL
             AND ($4::uuid IS NULL OR r.id = $4) ORDER BY r.starts_at, r.id LIMIT $3) s
           ORDER BY s."startsAt", s.id`,
    values: [wardId, now, limit, onlyId],
  });
  return rows.map((row) => ({
    ...row,
    absences: row.absences.map(({ displayName, startsAt, endsAt }) => ({
      displayName,
      startsAt: new Date(startsAt),
      endsAt: new Date(endsAt),
    })),
  }));
}

/** Number of rounds of each officer in a period, past and planned, without cancelled ones. */
export async function countRoundsOf(
  { pool }: Database,
  officerIds: readonly string[],
  from: Date,
  to: Date,
): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ userId: string; count: number }>({
    name: 'rounds-count-of-officers',
    text: `SELECT user_id AS "userId", count(*)::int AS count FROM round_officer
           WHERE user_id = ANY ($1::uuid[]) AND is_active AND starts_at >= $2 AND starts_at < $3 GROUP BY user_id`,
    values: [officerIds, from, to],
  });
  return new Map(rows.map(({ userId, count }) => [userId, count]));
}

export interface RoundDetail {
  id: string;
  code: string;
  startsAt: Date;
  endsAt: Date;
  area: string;
  outOfHoursReason: string | null;
  answeredObjections: string[];
  /** Who of the neighbourhood walks along; '' for none. */
  escort: string;
  note: string;
  version: number;
  plannedBy: string;
  officers: { id: string; displayName: string }[];
  closure: { kind: RoundClosureKind; reason: string; closedAt: Date; closedBy: string } | null;
}

interface DetailRow extends Omit<RoundDetail, 'closure'> {
  closure: (Omit<NonNullable<RoundDetail['closure']>, 'closedAt'> & { closedAt: string }) | null;
}

/** A round of the ward; another ward's is not found. */
export async function getRound({ pool }: Database, wardId: string, id: string): Promise<RoundDetail> {
  const {
    rows: [round],
  } = await pool.query<DetailRow>({
    name: 'rounds-detail',
    text: `SELECT r.id, r.code, r.starts_at AS "startsAt", r.ends_at AS "endsAt", r.area, r.out_of_hours_reason AS "outOfHoursReason",
             r.answered_objections AS "answeredObjections", r.escort, r.note, r.version, planner.display_name AS "plannedBy",
             coalesce((SELECT jsonb_agg(jsonb_build_object('id', u.id, 'displayName', u.display_name) ORDER BY u.display_name)
               FROM round_officer o JOIN user_account u ON u.id = o.user_id WHERE o.round_id = r.id), '[]') AS officers,
             (SELECT jsonb_build_object('kind', c.kind, 'reason', c.reason, 'closedAt', c.closed_at, 'closedBy', u.display_name)
               FROM round_closure c JOIN user_account u ON u.id = c.closed_by WHERE c.round_id = r.id) AS closure
           FROM round r JOIN user_account planner ON planner.id = r.created_by
           WHERE r.ward_id = $1 AND r.id = $2`,
    values: [wardId, id],
  });
  if (!round) throw new NotFoundError();
  const { closure } = round;
  return { ...round, closure: closure && { ...closure, closedAt: new Date(closure.closedAt) } };
}

export interface RoundDoorRow extends ExpectedTime {
  id: string;
  householdId: string;
  position: number;
  reasons: StoredReasons;
  isOpen: boolean;
  houseNumber: string;
  room: string;
  addressLine: string;
  laneLabel: string;
  headName: string | null;
  headGender: Gender | null;
  headBirthDate: LocalDate | null;
  headBirthPrecision: BirthPrecision | null;
  outcome: DoorOutcome | null;
  arrivedAt: Date | null;
  metSomebody: boolean;
  wasHelped: boolean;
  howToFind: string;
  pauseKind: PauseKind | null;
  /** Requests open now, accepted or not. */
  requests: RequestBrief[];
  /** The latest visit other than that of this door; null if there was none. */
  last: LastVisit | null;
  /** The outcome of the latest call; null without a recent call. */
  call: CallBrief | null;
}

/** The doors of a round in order, with the visit of each; $2 is the day on which pauses count. */
export async function listRoundDoors({ pool }: Reads, roundId: string, on: LocalDate): Promise<RoundDoorRow[]> {
  const { rows } = await pool.query<RoundDoorRow>({
    name: 'rounds-doors',
    text: `SELECT d.id, d.household_id AS "householdId", d.position, d.reason AS reasons, d.is_open AS "isOpen",
        d.expected_at AS "expectedAt", d.is_if_time_allows AS "isIfTimeAllows", h.house_number AS "houseNumber", h.room, h.address_line AS "addressLine", h.lane_label AS "laneLabel",
        p.full_name AS "headName", p.gender AS "headGender", p.birth_date AS "headBirthDate", p.birth_precision AS "headBirthPrecision",
        v.outcome, v.arrived_at AS "arrivedAt", coalesce(v.met_somebody, false) AS "metSomebody", EXISTS (SELECT 1 FROM assisted_procedure a WHERE a.visit_id = v.id) AS "wasHelped",
        h.how_to_find AS "howToFind",
        (SELECT kind FROM ${pausesOn(raw('$2')).text} x WHERE x.household_id = h.id LIMIT 1) AS "pauseKind",
        ${openRequestsOf('h').text} AS requests, ${LAST_VISIT.text} AS last, ${latestCallOf('h', raw('$2')).text} AS call
      FROM round_door d
      JOIN household h ON h.id = d.household_id
      LEFT JOIN household_membership m ON m.household_id = h.id AND m.valid_to IS NULL AND m.relation = 'head'
      LEFT JOIN resident p ON p.id = m.resident_id AND NOT ${objectsToContact('p').text}
      LEFT JOIN visit v ON v.round_door_id = d.id
      WHERE d.round_id = $1 ORDER BY d.position`,
    values: [roundId, on],
  });
  return rows;
}
