import type { Read } from '../../../db/combine-reads';
import type { Database } from '../../../db/database';
import type { Gender } from '../../../generated/prisma/enums';
import type { BirthDate } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';
import { raw } from '../../../shared/sql';
import { currentNotice, type NoticeToRead } from '../../office/privacy-notices/queries';
import type { Said } from './consent';
import type { Undoable } from './policy';

/** A record of what a resident was informed of and said. */
export interface ConsentRow extends Said {
  id: string;
  noticeId: string | null;
  noticeVersion: number | null;
  /** ISO. */
  saidAt: string;
  recordedBy: string;
  /** The request for which the ward recorded it; null if the person said it to the team. */
  dataRequestId: string | null;
  /** Whether it restricts the use of the whole record, until it is lifted; the reason is the request's. */
  restricts: boolean;
  restrictedBecause: string | null;
}

export interface ConsentFile {
  residentId: string;
  fullName: string;
  gender: Gender | null;
  birth: BirthDate | null;
  addressLine: string | null;
  adultAge: number;
  /** The newest version of the ward's notice; null if it has none. */
  notice: NoticeToRead | null;
  /** Those that were not undone, the latest first. */
  rows: ConsentRow[];
}

/** What a resident was informed of and said: $1 the ward, $2 the resident. */
export const RESIDENT_CONSENTS: Read<ConsentFile> = {
  text: `SELECT r.id AS "residentId", r.full_name AS "fullName", r.gender, h.address_line AS "addressLine", w.adult_age AS "adultAge", ${currentNotice(raw('w.id')).text} AS notice,
        CASE WHEN r.birth_date IS NOT NULL THEN json_build_object('date', r.birth_date, 'precision', r.birth_precision) END AS birth,
        (SELECT coalesce(json_agg(json_build_object('id', c.id, 'noticeId', c.notice_id, 'noticeVersion', n.version, 'saidAt', c.said_at, 'recordedBy', u.display_name,
            'readAloud', c.read_aloud, 'contact', c.contact, 'survey', c.survey, 'photo', c.photo, 'givenBy', c.given_by, 'representativeName', c.representative_name,
            'representativeRelation', c.representative_relation, 'channel', c.channel,
            'dataRequestId', c.data_request_id, 'restricts', c.restricts, 'restrictedBecause', CASE WHEN c.restricts THEN d.end_note END) ORDER BY c.said_at DESC, c.recorded_at DESC, c.id DESC), '[]')
         FROM consent c JOIN user_account u ON u.id = c.recorded_by LEFT JOIN privacy_notice n ON n.id = c.notice_id LEFT JOIN data_request d ON d.id = c.data_request_id
         WHERE c.resident_id = r.id AND c.undone_at IS NULL) AS rows
      FROM resident r JOIN ward w ON w.id = r.ward_id
      LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL LEFT JOIN household h ON h.id = m.household_id
      WHERE r.ward_id = $1 AND r.id = $2`,
  instants: {},
};

/**
 * SQL that is true when a resident was read the newest version of the ward's notice.
 * @param resident alias of the table.
 */
export const hasHeardNotice = (resident: string): string => `EXISTS (
  SELECT FROM consent heard WHERE heard.resident_id = ${resident}.id AND heard.read_aloud AND heard.undone_at IS NULL
    AND heard.notice_id = (SELECT n.id FROM privacy_notice n WHERE n.ward_id = ${resident}.ward_id ORDER BY n.version DESC LIMIT 1))`;

/** One record, with who wrote it when. */
export interface ConsentRecord extends Said, Undoable {
  id: string;
  residentId: string;
  fullName: string;
  saidAt: Date;
  recordedBy: string;
  undoneAt: Date | null;
}

/** @throws NotFoundError if the ward has no such record, or a granted request made it: that is undone where the request is. */
export async function getConsentRecord(
  { pool }: Pick<Database, 'pool'>,
  wardId: string,
  id: string,
): Promise<ConsentRecord> {
  const { rows } = await pool.query<ConsentRecord>({
    name: 'consent-record',
    text: `SELECT c.id, c.resident_id AS "residentId", r.full_name AS "fullName", c.said_at AS "saidAt", c.recorded_at AS "recordedAt", c.recorded_by AS "recordedById",
        u.display_name AS "recordedBy", c.undone_at AS "undoneAt", c.read_aloud AS "readAloud", c.contact, c.survey, c.photo, c.given_by AS "givenBy",
        c.representative_name AS "representativeName", c.representative_relation AS "representativeRelation", c.channel
      FROM consent c JOIN resident r ON r.id = c.resident_id JOIN user_account u ON u.id = c.recorded_by
      WHERE c.ward_id = $1 AND c.id = $2 AND c.data_request_id IS NULL`,
    values: [wardId, id],
  });
  if (!rows[0]) throw new NotFoundError('Không có lần ghi này.');
  return rows[0];
}

/** How many of these records a ward has, undone ones included. */
export function countConsents(
  { prisma }: Database,
  wardId: string,
  records: readonly { id: string }[],
): Promise<number> {
  return prisma.consent.count({ where: { wardId, id: { in: records.map(({ id }) => id) } } });
}

/** @throws NotFoundError for another ward's resident. */
export async function getConsentFile({ pool }: Database, wardId: string, residentId: string): Promise<ConsentFile> {
  const { text } = RESIDENT_CONSENTS;
  const { rows } = await pool.query<ConsentFile>({ name: 'consents-of-resident', text, values: [wardId, residentId] });
  if (!rows[0]) throw new NotFoundError();
  return rows[0];
}
