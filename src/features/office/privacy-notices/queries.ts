import { z } from 'zod';
import type { Database } from '../../../db/database';
import { queryRow, queryRows } from '../../../db/query-rows';
import { constant, sql, type Sql } from '../../../shared/sql';

const NOTICE_ROW = z.object({
  id: z.string(),
  version: z.number(),
  body: z.string(),
  /** SHA-256 of the body in UTF-8, hexadecimal. */
  hash: z.string(),
  writtenAt: z.date(),
  writtenBy: z.string(),
});
export type Notice = z.infer<typeof NOTICE_ROW>;

const noticesOf = (
  wardId: string,
): Sql => sql`SELECT n.id, n.version, n.body, n.hash, n.written_at AS "writtenAt", u.display_name AS "writtenBy"
  FROM privacy_notice n JOIN user_account u ON u.id = n.written_by WHERE n.ward_id = ${wardId}`;

/** SQL: what a form reads aloud, as JSON of { id, version, body }; null if the ward has no notice. @param ward its id, or SQL of it. */
export const currentNotice = (ward: string | Sql): Sql => sql`(
  SELECT json_build_object('id', n.id, 'version', n.version, 'body', n.body) FROM privacy_notice n
  WHERE n.ward_id = ${ward} ORDER BY n.version DESC LIMIT 1)`;

/** What `currentNotice` gives. */
export const NOTICE_TO_READ = NOTICE_ROW.pick({ id: true, version: true, body: true });
export type NoticeToRead = z.infer<typeof NOTICE_TO_READ>;

/** More versions than a ward ever writes. */
const SHOWN = 50;

/** The versions of a ward's notice, newest first. */
export const listNotices = (db: Database, wardId: string): Promise<Notice[]> =>
  queryRows(db, 'privacy-notices', NOTICE_ROW)`
      ${noticesOf(wardId)} ORDER BY n.version DESC LIMIT ${constant(SHOWN)}`;

/** @throws NotFoundError if the ward has no such notice. */
export const getNotice = (db: Database, wardId: string, id: string): Promise<Notice> =>
  queryRow(db, { name: 'privacy-notice', missing: 'Không có bản thông báo này.' }, NOTICE_ROW)`
      ${noticesOf(wardId)} AND n.id = ${id}`;
