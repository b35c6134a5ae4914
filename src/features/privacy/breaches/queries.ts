import type { Database } from '../../../db/database';
import type { DataBreachEnd } from '../../../generated/prisma/enums';
import { NotFoundError } from '../../../shared/errors';

export const BREACH_PAGE_SIZE = 50;

export interface BreachBrief {
  id: string;
  discoveredAt: Date;
  what: string;
  endedAs: DataBreachEnd | null;
}

export interface Breach extends BreachBrief {
  version: number;
  dataKinds: string;
  /** Null while unknown. */
  peopleCount: number | null;
  consequences: string;
  measures: string;
  contact: string;
  recordedBy: string;
  sentAt: Date | null;
  sentTo: string;
  letterNumber: string;
  waivedReason: string;
  endedBy: string | null;
  endedAt: Date | null;
}

/**
 * A page of the ward's breaches: open ones first, then the latest discovered; one more than a page if there are more.
 */
export async function listBreaches(
  { pool }: Pick<Database, 'pool'>,
  wardId: string,
  { after }: { after: string | null },
): Promise<(BreachBrief & { total: number })[]> {
  const { rows } = await pool.query<BreachBrief & { total: number }>({
    name: 'breaches',
    text: `SELECT b.id, b.discovered_at AS "discoveredAt", b.what, b.ended_as AS "endedAs",
        (SELECT count(*)::int FROM data_breach WHERE ward_id = $1) AS total
      FROM data_breach b WHERE b.ward_id = $1 AND ($2::uuid IS NULL OR (b.ended_as IS NULL, b.discovered_at, b.id) <
        (SELECT l.ended_as IS NULL, l.discovered_at, l.id FROM data_breach l WHERE l.ward_id = $1 AND l.id = $2))
      ORDER BY b.ended_as IS NULL DESC, b.discovered_at DESC, b.id DESC LIMIT ${BREACH_PAGE_SIZE + 1}`,
    values: [wardId, after],
  });
  return rows;
}

/** @throws NotFoundError if the ward has no such breach. */
export async function getBreach({ pool }: Pick<Database, 'pool'>, wardId: string, id: string): Promise<Breach> {
  const { rows } = await pool.query<Breach>({
    name: 'breach',
    text: `SELECT b.id, b.version, b.discovered_at AS "discoveredAt", b.what, b.data_kinds AS "dataKinds", b.people_count AS "peopleCount",
        b.consequences, b.measures, b.contact, recorder.display_name AS "recordedBy", b.ended_as AS "endedAs", b.sent_at AS "sentAt",
        b.sent_to AS "sentTo", b.letter_number AS "letterNumber", b.waived_reason AS "waivedReason", ender.display_name AS "endedBy", b.ended_at AS "endedAt"
      FROM data_breach b JOIN user_account recorder ON recorder.id = b.recorded_by LEFT JOIN user_account ender ON ender.id = b.ended_by
      WHERE b.ward_id = $1 AND b.id = $2`,
    values: [wardId, id],
  });
  if (!rows[0]) throw new NotFoundError('Không có sự cố này.');
  return rows[0];
}
