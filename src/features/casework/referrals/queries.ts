import { z } from 'zod';
import { queryRow } from '../../../db/query-rows';
import { sql } from '../../../shared/sql';
import { ADDRESSED } from '../../../shared/row-schemas';
import type { Reads } from '../../../db/database';
import { ReferralRecipient } from '../../../generated/prisma/enums';

const PERSON_ROW = z.object({
  residentId: z.string(),
  ...ADDRESSED,
  addressLine: z.string().nullable(),
  groupName: z.string().nullable(),
});

const REFERRAL_BRIEF = z.object({
  id: z.string(),
  recipient: z.enum(ReferralRecipient),
  recipientName: z.string(),
  purpose: z.string(),
  referredOn: z.string(),
  answeredOn: z.string().nullable(),
});

export const REFERRAL = z.object({
  ...REFERRAL_BRIEF.shape,
  ...PERSON_ROW.shape,
  visitId: z.string().nullable(),
  answerBy: z.string(),
  answer: z.string(),
  referredBy: z.string(),
  answeredBy: z.string().nullable(),
  ward: z.object({
    name: z.string(),
    phone: z.string().nullable(),
  }),
});
export type Referral = z.infer<typeof REFERRAL>;

const PERSON = sql`p.id AS "residentId", p.full_name AS "fullName", p.gender, h.address_line AS "addressLine", g.name AS "groupName",
  CASE WHEN p.birth_date IS NOT NULL THEN json_build_object('date', p.birth_date, 'precision', p.birth_precision) END AS birth`;
const HOME = sql`LEFT JOIN household_membership m ON m.resident_id = p.id AND m.valid_to IS NULL
  LEFT JOIN household h ON h.id = m.household_id LEFT JOIN residential_group g ON g.id = h.residential_group_id`;

/** @throws NotFoundError if the ward has no such referral. */
export const getReferral = (db: Reads, wardId: string, id: string): Promise<Referral> =>
  queryRow(db, { name: 'referral', missing: 'Không có giấy giới thiệu này.' }, REFERRAL)`
      SELECT f.id, f.recipient, f.recipient_name AS "recipientName", f.purpose, f.referred_on AS "referredOn", f.answered_on AS "answeredOn", f.visit_id AS "visitId", f.answer_by AS "answerBy", f.answer,
        u.display_name AS "referredBy", a.display_name AS "answeredBy", json_build_object('name', w.name, 'phone', w.phone) AS ward, ${PERSON}
      FROM referral f JOIN ward w ON w.id = f.ward_id JOIN resident p ON p.id = f.resident_id ${HOME}
      JOIN user_account u ON u.id = f.referred_by LEFT JOIN user_account a ON a.id = f.answered_by
      WHERE f.id = ${id} AND f.ward_id = ${wardId}`;

export const REFERRED_PERSON = z.object({
  ...PERSON_ROW.shape,
  /** Their latest referrals. */
  earlier: z.array(REFERRAL_BRIEF),
});
export type ReferredPerson = z.infer<typeof REFERRED_PERSON>;

const EARLIER_SHOWN = 10;

/** @throws NotFoundError if the ward has no such resident. */
export const getReferredPerson = async (
  db: Reads,
  wardId: string,
  residentId: string,
): Promise<ReferredPerson> => queryRow(db, 'referral-person', REFERRED_PERSON)`SELECT ${PERSON}, (
        SELECT coalesce(json_agg(json_build_object('id', f.id, 'recipient', f.recipient, 'recipientName', f.recipient_name, 'purpose', f.purpose, 'referredOn', f.referred_on, 'answeredOn', f.answered_on) ORDER BY f.referred_on DESC, f.id DESC), '[]')
        FROM (SELECT * FROM referral WHERE resident_id = p.id ORDER BY referred_on DESC, id DESC LIMIT ${EARLIER_SHOWN}) f) AS earlier
      FROM resident p ${HOME} WHERE p.id = ${residentId} AND p.ward_id = ${wardId}`;
