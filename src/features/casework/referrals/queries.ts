import { z } from 'zod';
import { queryRow, queryRows, type RowReader } from '../../../db/query-rows';
import { keysOf, REFERRAL_STATES } from '../../../shared/labels';
import { constant, empty, sql } from '../../../shared/sql';
import { isUnrestricted, objectsToContact } from '../../../shared/contact-objection';
import { livesInWard } from '../../../shared/living-here';
import { ADDRESSED } from '../../../shared/row-schemas';
import type { Reads } from '../../../db/database';
import { REFERRALS_A_PAGE, type ReferralFilter } from './forms';
import { ReferralOutcome, ReferralRecipient } from '../../../generated/prisma/enums';

/** SQL: the state of a referral `f`. */
const STATE = sql`CASE WHEN f.withdrawn_at IS NOT NULL THEN 'withdrawn' WHEN f.answered_on IS NULL THEN 'waiting' ELSE coalesce(f.outcome::text, 'unknown') END`;

/** SQL: a referral `f` has no answer, or was accepted and is not known to be done. */
export const IS_OPEN = sql`f.withdrawn_at IS NULL AND (f.answered_on IS NULL OR f.outcome = 'accepted')`;

/** SQL: the day on which an open one is asked about: a week after it was accepted, and after the evening of its letter. */
export const ASK_ON = sql`greatest(f.answer_by, f.answered_on + 7, coalesce(f.evening_on, f.asked_evening) + 1)`;

/** The referrals of one letter have the same id, evening asked for and evening that is known. */
const OF_LETTER = {
  letterId: z.string().nullable(),
  askedEvening: z.string().nullable(),
  eveningOn: z.string().nullable(),
};
const LETTER = sql`f.letter_id AS "letterId", f.asked_evening AS "askedEvening", f.evening_on AS "eveningOn"`;

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
  state: z.enum(keysOf(REFERRAL_STATES)),
});

export const REFERRAL = z.object({
  ...REFERRAL_BRIEF.shape,
  ...OF_LETTER,
  ...PERSON_ROW.shape,
  visitId: z.string().nullable(),
  askOn: z.string(),
  version: z.number(),
  outcome: z.enum(ReferralOutcome).nullable(),
  answeredOn: z.string().nullable(),
  answer: z.string(),
  withdrawnAt: z.date().nullable(),
  withdrawnBy: z.string().nullable(),
  withdrawnReason: z.string(),
  referredBy: z.string(),
  answeredBy: z.string().nullable(),
  ward: z.object({ name: z.string(), phone: z.string().nullable() }),
});
export type Referral = z.infer<typeof REFERRAL>;

const PERSON = sql`p.id AS "residentId", p.full_name AS "fullName", p.gender, h.address_line AS "addressLine", g.name AS "groupName",
  CASE WHEN p.birth_date IS NOT NULL THEN json_build_object('date', p.birth_date, 'precision', p.birth_precision) END AS birth`;
const HOME = sql`LEFT JOIN household_membership m ON m.resident_id = p.id AND m.valid_to IS NULL
  LEFT JOIN household h ON h.id = m.household_id LEFT JOIN residential_group g ON g.id = h.residential_group_id`;

/** @throws NotFoundError if the ward has no such referral. */
export const getReferral = (db: Reads, wardId: string, id: string): Promise<Referral> =>
  queryRow(db, { name: 'referral', missing: 'Không có giấy giới thiệu này.' }, REFERRAL)`
      SELECT f.id, f.recipient, f.recipient_name AS "recipientName", f.purpose, f.referred_on AS "referredOn", ${STATE} AS state, f.version, f.outcome, f.answered_on AS "answeredOn", f.withdrawn_at AS "withdrawnAt", x.display_name AS "withdrawnBy", f.withdrawn_reason AS "withdrawnReason", f.visit_id AS "visitId", ${ASK_ON} AS "askOn", f.answer, ${LETTER},
        u.display_name AS "referredBy", a.display_name AS "answeredBy", json_build_object('name', w.name, 'phone', w.phone) AS ward, ${PERSON}
      FROM referral f JOIN ward w ON w.id = f.ward_id JOIN resident p ON p.id = f.resident_id ${HOME}
      JOIN user_account u ON u.id = f.referred_by LEFT JOIN user_account a ON a.id = f.answered_by LEFT JOIN user_account x ON x.id = f.withdrawn_by
      WHERE f.id = ${id} AND f.ward_id = ${wardId}`;

export const REFERRED_PERSON = z.object({
  ...PERSON_ROW.shape,
  /** Their latest referrals. */
  earlier: z.array(REFERRAL_BRIEF),
});
export type ReferredPerson = z.infer<typeof REFERRED_PERSON>;

const EARLIER_SHOWN = 10;

/** @throws NotFoundError if the ward has no such resident, or erased them. */
export const getReferredPerson = (db: Reads, wardId: string, residentId: string) =>
  queryRow(db, 'referral-person', REFERRED_PERSON)`
      SELECT ${PERSON}, (
        SELECT coalesce(json_agg(json_build_object('id', f.id, 'recipient', f.recipient, 'recipientName', f.recipient_name, 'purpose', f.purpose, 'referredOn', f.referred_on, 'state', ${STATE}) ORDER BY f.referred_on DESC, f.id DESC), '[]')
        FROM (SELECT * FROM referral WHERE resident_id = p.id ORDER BY referred_on DESC, id DESC LIMIT ${EARLIER_SHOWN}) f) AS earlier
      FROM resident p ${HOME} WHERE p.id = ${residentId} AND p.ward_id = ${wardId} AND NOT EXISTS (SELECT FROM data_erasure e WHERE e.erased_id = p.id)`;

const REFERRAL_ROW = z.object({
  ...REFERRAL_BRIEF.shape,
  ...PERSON_ROW.shape,
  /** Who wrote its state. */
  writtenBy: z.string(),
  isHardToMove: z.boolean(),
  ...OF_LETTER,
});
export type ReferralRow = z.infer<typeof REFERRAL_ROW>;
const REFERRAL_COUNT = z.object({
  recipient: z.enum(ReferralRecipient),
  state: z.enum(keysOf(REFERRAL_STATES)),
  ...OF_LETTER,
  count: z.number(),
});

/** How many referrals of a ward there are, by recipient, state and letter, the latest letter first: each counts once, by its last answer. */
export const countReferrals = (db: Reads, wardId: string): Promise<z.infer<typeof REFERRAL_COUNT>[]> =>
  queryRows(db, 'referral-counts', REFERRAL_COUNT)`
      SELECT f.recipient, ${STATE} AS state, ${LETTER}, count(*)::int AS count FROM referral f WHERE f.ward_id = ${wardId} GROUP BY 1, 2, 3, 4, 5 ORDER BY 4 DESC NULLS LAST, 3, 1, 2`;

/**
 * A page of the referrals that these counts count, the latest first, and one more if there are more. Without a state: all
 * but the withdrawn; of a letter these too, unless it is printed, which leaves out restricted records as well.
 */
export const listReferrals = (
  db: Reads,
  wardId: string,
  { recipient, state, letter, after, isPrinted }: ReferralFilter & { after: string | null; isPrinted?: true },
): Promise<ReferralRow[]> =>
  queryRows(db, 'referrals', REFERRAL_ROW)`
      SELECT f.id, f.recipient, f.recipient_name AS "recipientName", f.purpose, f.referred_on AS "referredOn", ${STATE} AS state, wrote.display_name AS "writtenBy", ${PERSON},
        coalesce(k.hard_to_move = 'yes', false) AS "isHardToMove", ${LETTER}
      FROM referral f JOIN resident p ON p.id = f.resident_id LEFT JOIN readiness k ON k.resident_id = p.id AND k.is_latest ${HOME}
      JOIN user_account wrote ON wrote.id = coalesce(f.withdrawn_by, f.answered_by, f.referred_by)
      WHERE f.ward_id = ${wardId} ${state === null ? empty : sql`AND ${STATE} = ${state}`}
        ${state === null && (isPrinted || letter === null) ? sql`AND f.withdrawn_at IS NULL` : empty}
        ${isPrinted ? sql`AND ${isUnrestricted('p', wardId)}` : empty}
        ${recipient === null ? empty : sql`AND f.recipient = ${recipient}::referral_recipient`}
        ${letter === null ? empty : sql`AND f.letter_id = ${letter}`}
        ${after === null ? empty : sql`AND (f.referred_on, f.id) < (SELECT l.referred_on, l.id FROM referral l WHERE l.ward_id = ${wardId} AND l.id = ${after})`}
      ORDER BY f.referred_on DESC, f.id DESC LIMIT ${constant(REFERRALS_A_PAGE + 1)}`;

const CANDIDATE = PERSON_ROW.extend({ referralId: z.string().nullable(), purpose: z.string().nullable() });
export type Candidate = z.infer<typeof CANDIDATE>;

/**
 * Those of these people whom a letter may name, with their waiting referral to the police: they live here, may be
 * contacted, and neither stand in a letter nor were accepted. Of an empty list: those who wait for the police, and one
 * more than a letter can name.
 */
export const listCandidates = (db: RowReader, wardId: string, people: readonly string[]): Promise<Candidate[]> =>
  queryRows(db, 'letter-candidates', CANDIDATE)`
      SELECT ${PERSON}, f.id AS "referralId", f.purpose FROM resident p ${HOME}
      LEFT JOIN LATERAL (SELECT f.* FROM referral f WHERE f.resident_id = p.id AND f.recipient = 'police' AND ${IS_OPEN}
        ORDER BY f.letter_id, f.answered_on, f.referred_on DESC, f.id DESC LIMIT 1) f ON true
      WHERE p.ward_id = ${wardId}::uuid AND f.letter_id IS NULL AND f.answered_on IS NULL
        AND ${livesInWard('p')} AND NOT ${objectsToContact('p')} AND ${isUnrestricted('p', sql`${wardId}::uuid`)}
        AND p.id ${people.length > 0 ? sql`= ANY (${people}::uuid[])` : sql`IN (SELECT w.resident_id FROM referral w WHERE w.ward_id = ${wardId}::uuid AND w.recipient = 'police' AND w.answered_on IS NULL AND w.withdrawn_at IS NULL)`}
      ORDER BY h.walk_order, p.id LIMIT ${constant(REFERRALS_A_PAGE + 1)}`;
