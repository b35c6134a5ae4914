import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRow } from '../../../db/query-rows';
import { ServiceKind } from '../../../generated/prisma/enums';
import { monthEndOf } from '../../../shared/dates';
import { NAMED } from '../../../shared/row-schemas';
import { constant, empty, raw, sql } from '../../../shared/sql';
import { guideTitle } from '../../office/guides/queries';

export const SESSION_PAGE_SIZE = 30;

/** Something that can be spoken of. */
const SUBJECT = NAMED.extend({
  code: z.string().nullable(),
  officialName: z.string(),
  alsoCalled: z.string(),
  kind: z.enum(ServiceKind),
});
export type Subject = z.infer<typeof SUBJECT>;

const SESSION_LIST = z.object({
  /** How many came, without names. One more than a page, if there are more. */
  rows: z.array(
    z.object({
      id: z.string(),
      heldOn: z.string(),
      place: z.string(),
      /** Names of what was spoken of. */
      services: z.array(z.string()),
      namedCount: z.number(),
      othersCount: z.number(),
    }),
  ),
  sessionCount: z.number(),
  namedCount: z.number(),
  othersCount: z.number(),
  /** For a new session. */
  subjects: z.array(SUBJECT),
});
export type SessionList = z.infer<typeof SESSION_LIST>;

/** SQL: the sessions that count, of a month or of all. */
const counted = (wardId: string, month: string | null) => sql`
  SELECT s.*, (SELECT count(*) FROM group_session_attendee a WHERE a.group_session_id = s.id)::int AS named_count
  FROM group_session s
  WHERE s.ward_id = ${wardId} AND s.withdrawn_at IS NULL
    ${month === null ? empty : sql`AND s.held_on BETWEEN ${`${month}-01`} AND ${monthEndOf(`${month}-01`)}`}`;

/** SQL: what may be spoken of today, and what session `chosen` spoke of; as a JSON array of Subject. */
const subjectsOr = (chosen: string, wardId: string) => sql`(
  SELECT coalesce(json_agg(json_build_object('id', p.id, 'name', ${guideTitle('p')}, 'code', p.code, 'officialName', p.name, 'alsoCalled', p.also_called, 'kind', p.kind) ORDER BY p.is_essential25 DESC, p.name, p.id), '[]')
  FROM public_service p WHERE p.ward_id = ${wardId}
    AND ((NOT p.is_retired AND p.retired_on IS NULL)
      OR EXISTS (SELECT FROM group_session_service g WHERE g.group_session_id = ${raw(chosen)} AND g.public_service_id = p.id)))`;

/** The sessions of a month, or of all, the newest first. @param after the id of the last session shown, or null. */
export const listSessions = (
  db: Reads,
  wardId: string,
  { month, after }: { month: string | null; after: string | null },
): Promise<SessionList> =>
  queryRow(db, 'group-sessions', SESSION_LIST)`WITH counted AS MATERIALIZED (${counted(wardId, month)})
      SELECT count(*)::int AS "sessionCount", coalesce(sum(named_count), 0)::int AS "namedCount", coalesce(sum(others_count), 0)::int AS "othersCount",
        ${subjectsOr('NULL', wardId)} AS subjects,
        (SELECT coalesce(json_agg(shown), '[]') FROM (
          SELECT c.id, c.held_on AS "heldOn", c.place, c.named_count AS "namedCount", c.others_count AS "othersCount",
            (SELECT json_agg(${guideTitle('p')} ORDER BY p.name) FROM group_session_service g JOIN public_service p ON p.id = g.public_service_id WHERE g.group_session_id = c.id) AS services
          FROM counted c
          ${after === null ? empty : sql`WHERE (c.held_on, c.id) < (SELECT held_on, id FROM group_session WHERE ward_id = ${wardId} AND id = ${after})`}
          ORDER BY c.held_on DESC, c.id DESC LIMIT ${constant(SESSION_PAGE_SIZE + 1)}) shown) AS rows
      FROM counted`;

const SESSION_DETAIL = z.object({
  id: z.string(),
  heldOn: z.string(),
  place: z.string(),
  othersCount: z.number(),
  note: z.string(),
  version: z.number(),
  isWithdrawn: z.boolean(),
  recordedByName: z.string(),
  serviceIds: z.array(z.string()),
  attendees: z.array(
    z.object({
      id: z.string(),
      fullName: z.string(),
      birthYear: z.number().nullable(),
      addressLine: z.string().nullable(),
    }),
  ),
  subjects: z.array(SUBJECT),
});
export type SessionDetail = z.infer<typeof SESSION_DETAIL>;

/** @throws NotFoundError if the ward has no such session. */
export const getSession = (db: Reads, wardId: string, id: string): Promise<SessionDetail> =>
  queryRow(db, { name: 'group-session', missing: 'Không có buổi tập trung này.' }, SESSION_DETAIL)`
      SELECT s.id, to_char(s.held_on, 'YYYY-MM-DD') AS "heldOn", s.place, s.others_count AS "othersCount", s.note, s.version,
        s.withdrawn_at IS NOT NULL AS "isWithdrawn", u.display_name AS "recordedByName",
        (SELECT coalesce(json_agg(public_service_id), '[]') FROM group_session_service WHERE group_session_id = s.id) AS "serviceIds",
        (SELECT coalesce(json_agg(json_build_object('id', r.id, 'fullName', r.full_name, 'birthYear', extract(year FROM r.birth_date), 'addressLine', h.address_line)
            ORDER BY r.sort_name, r.id), '[]')
          FROM group_session_attendee a JOIN resident r ON r.id = a.resident_id
          LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL LEFT JOIN household h ON h.id = m.household_id
          WHERE a.group_session_id = s.id) AS attendees,
        ${subjectsOr('s.id', wardId)} AS subjects
      FROM group_session s JOIN user_account u ON u.id = s.recorded_by WHERE s.ward_id = ${wardId} AND s.id = ${id}`;
