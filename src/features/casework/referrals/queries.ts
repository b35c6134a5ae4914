import type { Database } from '../../../db/database';
import type { Gender, ReferralRecipient } from '../../../generated/prisma/enums';
import type { BirthDate, LocalDate } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';

interface Person {
  residentId: string;
  fullName: string;
  gender: Gender | null;
  birth: BirthDate | null;
  addressLine: string | null;
  groupName: string | null;
}

interface ReferralBrief {
  id: string;
  recipient: ReferralRecipient;
  recipientName: string;
  purpose: string;
  referredOn: LocalDate;
  answeredOn: LocalDate | null;
}

export interface Referral extends ReferralBrief, Person {
  visitId: string | null;
  answerBy: LocalDate;
  answer: string;
  referredBy: string;
  answeredBy: string | null;
  ward: { name: string; phone: string | null };
}

const PERSON = `p.id AS "residentId", p.full_name AS "fullName", p.gender, h.address_line AS "addressLine", g.name AS "groupName",
  CASE WHEN p.birth_date IS NOT NULL THEN json_build_object('date', p.birth_date, 'precision', p.birth_precision) END AS birth`;
const HOME = `LEFT JOIN household_membership m ON m.resident_id = p.id AND m.valid_to IS NULL
  LEFT JOIN household h ON h.id = m.household_id LEFT JOIN residential_group g ON g.id = h.residential_group_id`;

/** @throws NotFoundError if the ward has no such referral. */
export async function getReferral({ pool }: Database, wardId: string, id: string): Promise<Referral> {
  const { rows } = await pool.query<Referral>({
    name: 'referral',
    text: `SELECT f.id, f.recipient, f.recipient_name AS "recipientName", f.purpose, f.referred_on AS "referredOn", f.answered_on AS "answeredOn", f.visit_id AS "visitId", f.answer_by AS "answerBy", f.answer,
        u.display_name AS "referredBy", a.display_name AS "answeredBy", json_build_object('name', w.name, 'phone', w.phone) AS ward, ${PERSON}
      FROM referral f JOIN ward w ON w.id = f.ward_id JOIN resident p ON p.id = f.resident_id ${HOME}
      JOIN user_account u ON u.id = f.referred_by LEFT JOIN user_account a ON a.id = f.answered_by
      WHERE f.id = $1 AND f.ward_id = $2`,
    values: [id, wardId],
  });
  if (!rows[0]) throw new NotFoundError('Không có giấy giới thiệu này.');
  return rows[0];
}

export interface ReferredPerson extends Person {
  /** Their latest referrals. */
  earlier: ReferralBrief[];
}

const EARLIER_SHOWN = 10;

/** @throws NotFoundError if the ward has no such resident. */
export async function getReferredPerson(
  { pool }: Database,
  wardId: string,
  residentId: string,
): Promise<ReferredPerson> {
  const { rows } = await pool.query<ReferredPerson>({
    name: 'referral-person',
    text: `SELECT ${PERSON}, (
        SELECT coalesce(json_agg(json_build_object('id', f.id, 'recipient', f.recipient, 'recipientName', f.recipient_name, 'purpose', f.purpose, 'referredOn', f.referred_on, 'answeredOn', f.answered_on) ORDER BY f.referred_on DESC, f.id DESC), '[]')
        FROM (SELECT * FROM referral WHERE resident_id = p.id ORDER BY referred_on DESC, id DESC LIMIT ${EARLIER_SHOWN}) f) AS earlier
      FROM resident p ${HOME} WHERE p.id = $1 AND p.ward_id = $2`,
    values: [residentId, wardId],
  });
  if (!rows[0]) throw new NotFoundError();
  return rows[0];
}
