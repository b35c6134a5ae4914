import type { Database } from '../../../db/database';
import type { Gender } from '../../../generated/prisma/enums';
import type { BirthDate } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';
import { helpersOf, type HelperRow } from '../needs/queries';
import type { ContactWish } from '../../../shared/contact-wish';

/** Whose wish a form is about. */
export interface WishingPerson {
  id: string;
  fullName: string;
  gender: Gender | null;
  birth: BirthDate | null;
  wish: ContactWish | null;
  addressLine: string | null;
  /** Who helps their household today; empty if they live nowhere in the ward. */
  helpers: HelperRow[];
}

/** @throws NotFoundError for another ward's resident. */
export async function getWishingPerson({ pool }: Database, wardId: string, id: string): Promise<WishingPerson> {
  const { rows } = await pool.query<WishingPerson>({
    name: 'contact-wishes-person',
    text: `SELECT r.id, r.full_name AS "fullName", r.gender, r.contact_wish AS wish, h.address_line AS "addressLine", ${helpersOf('h')} AS helpers,
        CASE WHEN r.birth_date IS NOT NULL THEN json_build_object('date', r.birth_date, 'precision', r.birth_precision) END AS birth
      FROM resident r LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL LEFT JOIN household h ON h.id = m.household_id
      WHERE r.id = $1 AND r.ward_id = $2`,
    values: [id, wardId],
  });
  if (!rows[0]) throw new NotFoundError();
  return rows[0];
}
