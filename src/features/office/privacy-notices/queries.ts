import type { Database } from '../../../db/database';
import { NotFoundError } from '../../../shared/errors';

export interface Notice {
  id: string;
  version: number;
  body: string;
  /** SHA-256 of the body in UTF-8, hexadecimal. */
  hash: string;
  writtenAt: Date;
  writtenBy: string;
}

const NOTICE = `SELECT n.id, n.version, n.body, n.hash, n.written_at AS "writtenAt", u.display_name AS "writtenBy"
  FROM privacy_notice n JOIN user_account u ON u.id = n.written_by WHERE n.ward_id = $1`;

/** SQL: what a form reads aloud, as JSON of { id, version, body }; null if the ward has no notice. @param ward SQL of its id. */
export const currentNotice = (ward: string): string => `(
  SELECT json_build_object('id', n.id, 'version', n.version, 'body', n.body) FROM privacy_notice n
  WHERE n.ward_id = ${ward} ORDER BY n.version DESC LIMIT 1)`;

/** What `currentNotice` gives. */
export type NoticeToRead = Pick<Notice, 'id' | 'version' | 'body'>;

/** More versions than a ward ever writes. */
const SHOWN = 50;

/** The versions of a ward's notice, newest first. */
export async function listNotices({ pool }: Database, wardId: string): Promise<Notice[]> {
  const { rows } = await pool.query<Notice>({
    name: 'privacy-notices',
    text: `${NOTICE} ORDER BY n.version DESC LIMIT ${SHOWN}`,
    values: [wardId],
  });
  return rows;
}

/** @throws NotFoundError if the ward has no such notice. */
export async function getNotice({ pool }: Database, wardId: string, id: string): Promise<Notice> {
  const { rows } = await pool.query<Notice>({
    name: 'privacy-notice',
    text: `${NOTICE} AND n.id = $2`,
    values: [wardId, id],
  });
  if (!rows[0]) throw new NotFoundError('Không có bản thông báo này.');
  return rows[0];
}
