import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRow } from '../../../db/query-rows';
import { birthSql } from '../../../shared/birth-sql';
import { BIRTH } from '../../../shared/row-schemas';

const NUMBER_CHANGE = z.object({
  id: z.string(),
  beforeLast4: z.string().nullable(),
  afterLast4: z.string().nullable(),
  changedAt: z.string(),
  changedBy: z.string(),
  reversesId: z.string().nullable(),
  isReversed: z.boolean(),
});
export type NumberChange = z.infer<typeof NUMBER_CHANGE>;

const NUMBER_FILE = z.object({
  id: z.string(),
  fullName: z.string(),
  birth: BIRTH.nullable(),
  nationalNumberCipher: z.instanceof(Uint8Array<ArrayBuffer>).nullable(),
  nationalNumberHash: z.instanceof(Uint8Array<ArrayBuffer>).nullable(),
  nationalNumberLast4: z.string().nullable(),
  /** Newest first. */
  changes: z.array(NUMBER_CHANGE),
});
export type NumberFile = z.infer<typeof NUMBER_FILE>;

/** The person, with all changes of the number. @throws NotFoundError for another ward's resident. */
export const getNumberFile = (db: Reads, wardId: string, residentId: string): Promise<NumberFile> =>
  queryRow(db, 'national-number-file', NUMBER_FILE)`
      SELECT r.id, r.full_name AS "fullName", ${birthSql('r')} AS birth,
        r.national_number_cipher AS "nationalNumberCipher", r.national_number_hash AS "nationalNumberHash", r.national_number_last4 AS "nationalNumberLast4",
        (SELECT coalesce(json_agg(json_build_object('id', c.id, 'beforeLast4', c.before_last4, 'afterLast4', c.after_last4, 'changedAt', c.changed_at,
           'changedBy', u.display_name, 'reversesId', c.reverses_id, 'isReversed', EXISTS (SELECT FROM national_number_change back WHERE back.resident_id = r.id AND back.reverses_id = c.id))
           ORDER BY c.changed_at DESC), '[]')
         FROM national_number_change c JOIN user_account u ON u.id = c.changed_by WHERE c.resident_id = r.id) AS changes
      FROM resident r WHERE r.ward_id = ${wardId} AND r.id = ${residentId}`;
