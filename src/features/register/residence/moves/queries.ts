import { z } from 'zod';
import type { AppContext } from '../../../../context';
import type { Reads } from '../../../../db/database';
import { queryRow, queryRows, type RowReader } from '../../../../db/query-rows';
import { ResidenceStatus } from '../../../../generated/prisma/enums';
import { birthSql } from '../../../../shared/birth-sql';
import { ADDRESSED } from '../../../../shared/row-schemas';
import { constant, empty, sql } from '../../../../shared/sql';
import type { Actor } from '../../../../actor';
import { getHome, HOME, homesWhere, type Home } from '../../events/queries';

const PERSON = z.object({
  id: z.string(),
  ...ADDRESSED,
  last4: z.string().nullable(),
  status: z.enum(ResidenceStatus),
  /** The current household. */
  home: HOME.nullable(),
  /** The recorded death, unless it was reverted. */
  death: z.object({ on: z.string(), actId: z.string() }).nullable(),
  /** Start of the absence and the status before it, if known. */
  absence: z.object({ from: z.string(), statusBefore: z.enum(ResidenceStatus) }).nullable(),
});
export type Person = z.infer<typeof PERSON>;

/** A person as the forms of moving show it and as an act finds it. @throws NotFoundError for another ward's person. */
export const getPerson = (db: RowReader, wardId: string, id: string): Promise<Person> =>
  queryRow(db, 'moves-person', PERSON)`
      SELECT r.id, r.full_name AS "fullName", r.gender, ${birthSql('r')} AS birth, r.national_number_last4 AS last4,
      r.residence_status AS status,
      (SELECT to_json(home) FROM (${homesWhere(livesAt(wardId))}) home) AS home,
      (SELECT json_build_object('on', e.happened_on, 'actId', e.act_id) FROM register_event e JOIN register_act a ON a.id = e.act_id
       WHERE e.resident_id = r.id AND e.kind = 'died' AND a.reverted_at IS NULL ORDER BY a.seq DESC LIMIT 1) AS death,
      (SELECT json_build_object('from', b.absent_from, 'statusBefore', b.status_before) FROM resident_absence b WHERE b.resident_id = r.id AND b.ended_on IS NULL) AS absence
    FROM resident r WHERE r.id = ${id}::uuid AND r.ward_id = ${wardId}::uuid`;

/** A person for a page about them; every such page counts as reading the file. */
export async function openPerson(
  { db, accessLog }: Pick<AppContext, 'db' | 'accessLog'>,
  { actor, id }: { actor: Actor; id: string },
  purpose: 'moves' | 'occupancy',
): Promise<Person> {
  const person = await getPerson(db, actor.wardId, id);
  await accessLog.opened(actor, 'resident.open', { type: 'resident', id }, { for: purpose });
  return person;
}

/** The same of a household. */
export async function openHome(
  { db, accessLog }: Pick<AppContext, 'db' | 'accessLog'>,
  { actor, id }: { actor: Actor; id: string },
  purpose: 'moves' | 'occupancy',
): Promise<Home> {
  const home = await getHome(db, actor.wardId, id);
  await accessLog.opened(actor, 'household.open', { type: 'household', id }, { for: purpose });
  return home;
}

/** SQL: the household `h` where the resident `r` lives. */
const livesAt = (wardId: string) => sql`h.ward_id = ${wardId}::uuid
  AND h.id = (SELECT own.household_id FROM household_membership own WHERE own.resident_id = r.id AND own.valid_to IS NULL)`;

export const HEADLESS_PAGE_SIZE = 50;

const HEADLESS_HOUSEHOLD = z.object({
  id: z.string(),
  addressLine: z.string(),
  groupName: z.string().nullable(),
  members: z.array(z.string()),
  total: z.number(),
});
export type HeadlessHousehold = z.infer<typeof HEADLESS_HOUSEHOLD>;

/** Households with members but no head, in walking order; one row more when there is another page. */
export const listHeadlessHouseholds = (db: Reads, wardId: string, { after }: { after: string | null }) =>
  queryRows(db, 'moves-headless-households', HEADLESS_HOUSEHOLD)`WITH headless AS (
        SELECT household_id AS id FROM household_membership WHERE ward_id = ${wardId} AND valid_to IS NULL
        GROUP BY household_id HAVING NOT bool_or(relation = 'head'))
      SELECT h.id, h.address_line AS "addressLine", g.name AS "groupName", (SELECT count(*)::int FROM headless) AS total,
        (SELECT array_agg(r.full_name ORDER BY r.birth_date, r.sort_name) FROM household_membership m JOIN resident r ON r.id = m.resident_id
         WHERE m.household_id = h.id AND m.valid_to IS NULL) AS members
      FROM (SELECT h.* FROM headless JOIN household h ON h.id = headless.id
            ${after ? sql`WHERE (h.walk_order, h.id) > ((SELECT walk_order FROM household WHERE ward_id = ${wardId} AND id = ${after}), ${after}::uuid)` : empty}
            ORDER BY h.walk_order, h.id LIMIT ${constant(HEADLESS_PAGE_SIZE + 1)}) h
      LEFT JOIN residential_group g ON g.id = h.residential_group_id ORDER BY h.walk_order, h.id`;
