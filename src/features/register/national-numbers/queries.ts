import type { Reads } from '../../../db/database';
import type { BirthPrecision } from '../../../generated/prisma/enums';
import type { LocalDate } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';

export interface NumberFile {
  id: string;
  fullName: string;
  birthDate: LocalDate | null;
  birthPrecision: BirthPrecision | null;
  nationalNumberCipher: Uint8Array | null;
  nationalNumberHash: Uint8Array<ArrayBuffer> | null;
  nationalNumberLast4: string | null;
  /** Newest first. */
  changes: NumberChange[];
}

export interface NumberChange {
  id: string;
  beforeLast4: string | null;
  afterLast4: string | null;
  changedAt: string;
  changedBy: string;
  reversesId: string | null;
  isReversed: boolean;
}

/** The person, with all changes of the number. @throws NotFoundError for another ward's resident. */
export async function getNumberFile({ pool }: Reads, wardId: string, residentId: string): Promise<NumberFile> {
  const { rows } = await pool.query<NumberFile>({
    name: 'national-number-file',
    text: `SELECT r.id, r.full_name AS "fullName", r.birth_date AS "birthDate", r.birth_precision AS "birthPrecision",
             r.national_number_cipher AS "nationalNumberCipher", r.national_number_hash AS "nationalNumberHash", r.national_number_last4 AS "nationalNumberLast4",
             (SELECT coalesce(json_agg(json_build_object('id', c.id, 'beforeLast4', c.before_last4, 'afterLast4', c.after_last4, 'changedAt', c.changed_at,
                'changedBy', u.display_name, 'reversesId', c.reverses_id, 'isReversed', EXISTS (SELECT FROM national_number_change back WHERE back.resident_id = r.id AND back.reverses_id = c.id))
                ORDER BY c.changed_at DESC), '[]')
              FROM national_number_change c JOIN user_account u ON u.id = c.changed_by WHERE c.resident_id = r.id) AS changes
           FROM resident r WHERE r.ward_id = $1 AND r.id = $2`,
    values: [wardId, residentId],
  });
  if (!rows[0]) throw new NotFoundError();
  return rows[0];
}
