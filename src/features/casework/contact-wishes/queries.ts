import { z } from 'zod';
import { queryRow } from '../../../db/query-rows';
import { ADDRESSED, CONTACT_WISH } from '../../../shared/row-schemas';
import type { Reads } from '../../../db/database';
import { HELPER_ROW, helpersOf } from '../needs/queries';

export const WISHING_PERSON = z.object({
  id: z.string(),
  ...ADDRESSED,
  wish: CONTACT_WISH.nullable(),
  addressLine: z.string().nullable(),
  /** Who helps their household today; empty if they live nowhere in the ward. */
  helpers: z.array(HELPER_ROW),
});
export type WishingPerson = z.infer<typeof WISHING_PERSON>;

/** @throws NotFoundError for another ward's resident. */
export const getWishingPerson = (db: Reads, wardId: string, id: string): Promise<WishingPerson> =>
  queryRow(db, 'contact-wishes-person', WISHING_PERSON)`
      SELECT r.id, r.full_name AS "fullName", r.gender, r.contact_wish AS wish, h.address_line AS "addressLine", ${helpersOf('h')} AS helpers,
        CASE WHEN r.birth_date IS NOT NULL THEN json_build_object('date', r.birth_date, 'precision', r.birth_precision) END AS birth
      FROM resident r LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL LEFT JOIN household h ON h.id = m.household_id
      WHERE r.id = ${id} AND r.ward_id = ${wardId}`;
