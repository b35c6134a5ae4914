import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRow, queryRows } from '../../../db/query-rows';
import { DataBreachEnd } from '../../../generated/prisma/enums';
import { constant, empty, sql } from '../../../shared/sql';

export const BREACH_PAGE_SIZE = 50;

const BREACH_BRIEF = z.object({
  id: z.string(),
  discoveredAt: z.date(),
  what: z.string(),
  endedAs: z.enum(DataBreachEnd).nullable(),
});
export type BreachBrief = z.infer<typeof BREACH_BRIEF>;

const BREACH = z.object({
  ...BREACH_BRIEF.shape,
  version: z.number(),
  dataKinds: z.string(),
  /** Null while unknown. */
  peopleCount: z.number().nullable(),
  consequences: z.string(),
  measures: z.string(),
  contact: z.string(),
  recordedBy: z.string(),
  sentAt: z.date().nullable(),
  sentTo: z.string(),
  letterNumber: z.string(),
  waivedReason: z.string(),
  endedBy: z.string().nullable(),
  endedAt: z.date().nullable(),
});
export type Breach = z.infer<typeof BREACH>;

/**
 * A page of the ward's breaches: open ones first, then the latest discovered; one more than a page if there are more.
 */
export const listBreaches = (db: Reads, wardId: string, { after }: { after: string | null }) =>
  queryRows(db, 'breaches', BREACH_BRIEF.extend({ total: z.number() }))`
      SELECT b.id, b.discovered_at AS "discoveredAt", b.what, b.ended_as AS "endedAs",
        (SELECT count(*)::int FROM data_breach WHERE ward_id = ${wardId}) AS total
      FROM data_breach b WHERE b.ward_id = ${wardId} ${
        after === null
          ? empty
          : sql`AND (b.ended_as IS NULL, b.discovered_at, b.id) <
              (SELECT l.ended_as IS NULL, l.discovered_at, l.id FROM data_breach l WHERE l.ward_id = ${wardId} AND l.id = ${after})`
      }
      ORDER BY b.ended_as IS NULL DESC, b.discovered_at DESC, b.id DESC LIMIT ${constant(BREACH_PAGE_SIZE + 1)}`;

/** @throws NotFoundError if the ward has no such breach. */
export const getBreach = (db: Reads, wardId: string, id: string): Promise<Breach> =>
  queryRow(db, { name: 'breach', missing: 'Không có sự cố này.' }, BREACH)`
      SELECT b.id, b.version, b.discovered_at AS "discoveredAt", b.what, b.data_kinds AS "dataKinds", b.people_count AS "peopleCount",
        b.consequences, b.measures, b.contact, recorder.display_name AS "recordedBy", b.ended_as AS "endedAs", b.sent_at AS "sentAt",
        b.sent_to AS "sentTo", b.letter_number AS "letterNumber", b.waived_reason AS "waivedReason", ender.display_name AS "endedBy", b.ended_at AS "endedAt"
      FROM data_breach b JOIN user_account recorder ON recorder.id = b.recorded_by LEFT JOIN user_account ender ON ender.id = b.ended_by
      WHERE b.ward_id = ${wardId} AND b.id = ${id}`;
