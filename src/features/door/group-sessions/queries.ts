import type { Database } from '../../../db/database';
import type { ServiceKind } from '../../../generated/prisma/enums';
import type { LocalDate } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';
import { everydayName } from '../../office/guides/queries';

export const SESSION_PAGE_SIZE = 30;

/** A session in the list: how many came, without names. */
interface SessionRow {
  id: string;
  heldOn: LocalDate;
  place: string;
  /** Names of what was spoken of. */
  services: string[];
  namedCount: number;
  othersCount: number;
}

/** Something that can be spoken of. */
export interface Subject {
  id: string;
  name: string;
  kind: ServiceKind;
}

export interface SessionList {
  /** One more than a page, if there are more. */
  rows: SessionRow[];
  sessionCount: number;
  namedCount: number;
  othersCount: number;
  /** For a new session. */
  subjects: Subject[];
}

/** SQL: the sessions of ward $1 that count; $2 is the first day of a month, or null for all. */
const COUNTED = `SELECT s.*, (SELECT count(*) FROM group_session_attendee a WHERE a.group_session_id = s.id)::int AS named_count
  FROM group_session s
  WHERE s.ward_id = $1 AND s.withdrawn_at IS NULL
    AND ($2::date IS NULL OR (s.held_on >= $2 AND s.held_on < $2 + interval '1 month'))`;

/** SQL: what may be spoken of today, and what session `chosen` spoke of; as a JSON array of Subject. */
const subjectsOr = (chosen: string) => `(
  SELECT coalesce(json_agg(json_build_object('id', p.id, 'name', ${everydayName('p').text}, 'kind', p.kind) ORDER BY p.is_essential25 DESC, p.name, p.id), '[]')
  FROM public_service p WHERE p.ward_id = $1
    AND ((NOT p.is_retired AND p.retired_on IS NULL)
      OR EXISTS (SELECT FROM group_session_service g WHERE g.group_session_id = ${chosen} AND g.public_service_id = p.id)))`;

/** The sessions of a month, or of all, the newest first. @param after the id of the last session shown, or null. */
export async function listSessions(
  { pool }: Pick<Database, 'pool'>,
  wardId: string,
  { month, after }: { month: string | null; after: string | null },
): Promise<SessionList> {
  const { rows } = await pool.query<SessionList>({
    name: 'group-sessions',
    text: `WITH counted AS MATERIALIZED (${COUNTED})
      SELECT count(*)::int AS "sessionCount", coalesce(sum(named_count), 0)::int AS "namedCount", coalesce(sum(others_count), 0)::int AS "othersCount",
        ${subjectsOr('NULL')} AS subjects,
        (SELECT coalesce(json_agg(shown), '[]') FROM (
          SELECT c.id, c.held_on AS "heldOn", c.place, c.named_count AS "namedCount", c.others_count AS "othersCount",
            (SELECT json_agg(${everydayName('p').text} ORDER BY p.name) FROM group_session_service g JOIN public_service p ON p.id = g.public_service_id WHERE g.group_session_id = c.id) AS services
          FROM counted c
          WHERE $3::uuid IS NULL OR (c.held_on, c.id) < (SELECT held_on, id FROM group_session WHERE ward_id = $1 AND id = $3)
          ORDER BY c.held_on DESC, c.id DESC LIMIT ${SESSION_PAGE_SIZE + 1}) shown) AS rows
      FROM counted`,
    values: [wardId, month && `${month}-01`, after],
  });
  return rows[0]!;
}

interface Attendee {
  id: string;
  fullName: string;
  birthYear: number | null;
  addressLine: string | null;
}

export interface SessionDetail {
  id: string;
  heldOn: LocalDate;
  place: string;
  othersCount: number;
  note: string;
  version: number;
  isWithdrawn: boolean;
  recordedByName: string;
  serviceIds: string[];
  attendees: Attendee[];
  subjects: Subject[];
}

/** @throws NotFoundError if the ward has no such session. */
export async function getSession({ pool }: Pick<Database, 'pool'>, wardId: string, id: string): Promise<SessionDetail> {
  const { rows } = await pool.query<SessionDetail>({
    name: 'group-session',
    text: `SELECT s.id, to_char(s.held_on, 'YYYY-MM-DD') AS "heldOn", s.place, s.others_count AS "othersCount", s.note, s.version,
        s.withdrawn_at IS NOT NULL AS "isWithdrawn", u.display_name AS "recordedByName",
        (SELECT coalesce(json_agg(public_service_id), '[]') FROM group_session_service WHERE group_session_id = s.id) AS "serviceIds",
        (SELECT coalesce(json_agg(json_build_object('id', r.id, 'fullName', r.full_name, 'birthYear', extract(year FROM r.birth_date), 'addressLine', h.address_line)
            ORDER BY r.sort_name, r.id), '[]')
          FROM group_session_attendee a JOIN resident r ON r.id = a.resident_id
          LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL LEFT JOIN household h ON h.id = m.household_id
          WHERE a.group_session_id = s.id) AS attendees,
        ${subjectsOr('s.id')} AS subjects
      FROM group_session s JOIN user_account u ON u.id = s.recorded_by WHERE s.ward_id = $1 AND s.id = $2`,
    values: [wardId, id],
  });
  if (!rows[0]) throw new NotFoundError('Không có buổi tập trung này.');
  return rows[0];
}
