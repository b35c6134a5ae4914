import { z } from 'zod';
import { queryRow, type Read } from '../../../db/query-rows';
import { sql, raw } from '../../../shared/sql';
import { ADDRESSED } from '../../../shared/row-schemas';
import type { Database, Reads } from '../../../db/database';
import { currentNotice, NOTICE_TO_READ } from '../../office/privacy-notices/queries';
import { SAID } from './consent';
import { UNDOABLE } from './policy';

/** A record of what a resident was informed of and said. */
export const CONSENT_ROW = z.object({
  ...SAID.shape,
  id: z.string(),
  noticeId: z.string().nullable(),
  noticeVersion: z.number().nullable(),
  /** ISO. */
  saidAt: z.string(),
  recordedBy: z.string(),
  /** The request for which the ward recorded it; null if the person said it to the team. */
  dataRequestId: z.string().nullable(),
  /** Whether it restricts the use of the whole record, until it is lifted; the reason is the request's. */
  restricts: z.boolean(),
  restrictedBecause: z.string().nullable(),
});
export type ConsentRow = z.infer<typeof CONSENT_ROW>;

export const CONSENT_FILE = z.object({
  residentId: z.string(),
  ...ADDRESSED,
  addressLine: z.string().nullable(),
  adultAge: z.number(),
  /** The newest version of the ward's notice; null if it has none. */
  notice: NOTICE_TO_READ.nullable(),
  /** Those that were not undone, the latest first. */
  rows: z.array(CONSENT_ROW),
});
export type ConsentFile = z.infer<typeof CONSENT_FILE>;

/** What a resident was informed of and said. */
export const consentsOfResident = (wardId: string, residentId: string): Read<typeof CONSENT_FILE> => ({
  row: CONSENT_FILE,
  sql: sql`SELECT r.id AS "residentId", r.full_name AS "fullName", r.gender, h.address_line AS "addressLine", w.adult_age AS "adultAge", ${currentNotice(raw('w.id'))} AS notice,
        CASE WHEN r.birth_date IS NOT NULL THEN json_build_object('date', r.birth_date, 'precision', r.birth_precision) END AS birth,
        (SELECT coalesce(json_agg(json_build_object('id', c.id, 'noticeId', c.notice_id, 'noticeVersion', n.version, 'saidAt', c.said_at, 'recordedBy', u.display_name,
            'readAloud', c.read_aloud, 'contact', c.contact, 'survey', c.survey, 'photo', c.photo, 'givenBy', c.given_by, 'representativeName', c.representative_name,
            'representativeRelation', c.representative_relation, 'channel', c.channel,
            'dataRequestId', c.data_request_id, 'restricts', c.restricts, 'restrictedBecause', CASE WHEN c.restricts THEN d.end_note END) ORDER BY c.said_at DESC, c.recorded_at DESC, c.id DESC), '[]')
         FROM consent c JOIN user_account u ON u.id = c.recorded_by LEFT JOIN privacy_notice n ON n.id = c.notice_id LEFT JOIN data_request d ON d.id = c.data_request_id
         WHERE c.resident_id = r.id AND c.undone_at IS NULL) AS rows
      FROM resident r JOIN ward w ON w.id = r.ward_id
      LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL LEFT JOIN household h ON h.id = m.household_id
      WHERE r.ward_id = ${wardId} AND r.id = ${residentId}`,
});

/**
 * SQL that is true when a resident was read the newest version of the ward's notice.
 * @param resident alias of the table.
 */
export const hasHeardNotice = (resident: string) => sql`EXISTS (
  SELECT FROM consent heard WHERE heard.resident_id = ${raw(resident)}.id AND heard.read_aloud AND heard.undone_at IS NULL
    AND heard.notice_id = (SELECT n.id FROM privacy_notice n WHERE n.ward_id = ${raw(resident)}.ward_id ORDER BY n.version DESC LIMIT 1))`;

export const CONSENT_RECORD = z.object({
  ...SAID.shape,
  ...UNDOABLE.shape,
  id: z.string(),
  residentId: z.string(),
  fullName: z.string(),
  saidAt: z.date(),
  recordedBy: z.string(),
  undoneAt: z.date().nullable(),
});
export type ConsentRecord = z.infer<typeof CONSENT_RECORD>;

/** @throws NotFoundError if the ward has no such record, or a granted request made it: that is undone where the request is. */
export const getConsentRecord = (db: Reads, wardId: string, id: string): Promise<ConsentRecord> =>
  queryRow(db, { name: 'consent-record', missing: 'Không có lần ghi này.' }, CONSENT_RECORD)`
      SELECT c.id, c.resident_id AS "residentId", r.full_name AS "fullName", c.said_at AS "saidAt", c.recorded_at AS "recordedAt", c.recorded_by AS "recordedById",
        u.display_name AS "recordedBy", c.undone_at AS "undoneAt", c.read_aloud AS "readAloud", c.contact, c.survey, c.photo, c.given_by AS "givenBy",
        c.representative_name AS "representativeName", c.representative_relation AS "representativeRelation", c.channel
      FROM consent c JOIN resident r ON r.id = c.resident_id JOIN user_account u ON u.id = c.recorded_by
      WHERE c.ward_id = ${wardId} AND c.id = ${id} AND c.data_request_id IS NULL`;

/** How many of these records a ward has, undone ones included. */
export const countConsents = (
  { prisma }: Database,
  wardId: string,
  records: readonly { id: string }[],
): Promise<number> => prisma.consent.count({ where: { wardId, id: { in: records.map(({ id }) => id) } } });

/** @throws NotFoundError for another ward's resident. */
export async function getConsentFile(db: Reads, wardId: string, residentId: string): Promise<ConsentFile> {
  const consents = consentsOfResident(wardId, residentId);
  return queryRow(db, 'consents-of-resident', consents.row)`${consents.sql}`;
}
