import type { AppContext } from '../../../../context';
import type { Database, Transaction } from '../../../../db/database';
import { Prisma } from '../../../../generated/prisma/client';
import type { BirthPrecision, Gender, ResidenceStatus } from '../../../../generated/prisma/enums';
import { type BirthDate, type LocalDate, birthOf } from '../../../../shared/dates';
import { NotFoundError } from '../../../../shared/errors';
import type { Actor } from '../../../../actor';
import { getHome, homeOf, homesWhere, type Home, type RawHome } from '../../events/queries';

export interface Person {
  id: string;
  fullName: string;
  gender: Gender | null;
  birth: BirthDate | null;
  last4: string | null;
  status: ResidenceStatus;
  /** The current household. */
  home: Home | null;
  /** The recorded death, unless it was reverted. */
  death: { on: LocalDate; actId: string } | null;
  /** Start of the absence and the status before it, if known. */
  absence: { from: LocalDate; statusBefore: ResidenceStatus } | null;
}

interface RawPerson extends Omit<Person, 'birth' | 'home'> {
  birthDate: LocalDate | null;
  birthPrecision: BirthPrecision | null;
  home: RawHome | null;
}

/** A person as the forms of moving show it and as an act finds it. @throws NotFoundError for another ward's person. */
export async function getPerson(prisma: Pick<Transaction, '$queryRaw'>, wardId: string, id: string): Promise<Person> {
  const [found] = await prisma.$queryRaw<RawPerson[]>`
    SELECT r.id, r.full_name AS "fullName", r.gender, r.birth_date::text AS "birthDate", r.birth_precision AS "birthPrecision", r.national_number_last4 AS last4,
      r.residence_status AS status,
      (SELECT to_json(home) FROM (${homesWhere(LIVES_AT(wardId))}) home) AS home,
      (SELECT json_build_object('on', e.happened_on, 'actId', e.act_id) FROM register_event e JOIN register_act a ON a.id = e.act_id
       WHERE e.resident_id = r.id AND e.kind = 'died' AND a.reverted_at IS NULL ORDER BY a.seq DESC LIMIT 1) AS death,
      (SELECT json_build_object('from', b.absent_from, 'statusBefore', b.status_before) FROM resident_absence b WHERE b.resident_id = r.id AND b.ended_on IS NULL) AS absence
    FROM resident r WHERE r.id = ${id}::uuid AND r.ward_id = ${wardId}::uuid`;
  if (!found) throw new NotFoundError();
  const { birthDate, birthPrecision, home, ...person } = found;
  return { ...person, birth: birthOf({ birthDate, birthPrecision }), home: home && homeOf(home) };
}

/** A person for a page about them; every such page counts as reading the file. */
export async function openPerson(
  { db, accessLog }: Pick<AppContext, 'db' | 'accessLog'>,
  { actor, id }: { actor: Actor; id: string },
  purpose: 'moves' | 'occupancy',
): Promise<Person> {
  const person = await getPerson(db.prisma, actor.wardId, id);
  await accessLog.opened(actor, 'resident.open', { type: 'resident', id }, { for: purpose });
  return person;
}

/** The same of a household. */
export async function openHome(
  { db, accessLog }: Pick<AppContext, 'db' | 'accessLog'>,
  { actor, id }: { actor: Actor; id: string },
  purpose: 'moves' | 'occupancy',
): Promise<Home> {
  const home = await getHome(db.prisma, actor.wardId, id);
  await accessLog.opened(actor, 'household.open', { type: 'household', id }, { for: purpose });
  return home;
}

/** SQL: the household `h` where the resident `r` lives. */
const LIVES_AT = (wardId: string) => Prisma.sql`h.ward_id = ${wardId}::uuid
  AND h.id = (SELECT own.household_id FROM household_membership own WHERE own.resident_id = r.id AND own.valid_to IS NULL)`;

export const HEADLESS_PAGE_SIZE = 50;

export interface HeadlessHousehold {
  id: string;
  addressLine: string;
  groupName: string | null;
  members: string[];
  total: number;
}

/** Households with members but no head, in walking order; one row more when there is another page. */
export async function listHeadlessHouseholds(
  { pool }: Database,
  wardId: string,
  { after }: { after: string | null },
): Promise<HeadlessHousehold[]> {
  const { rows } = await pool.query<HeadlessHousehold>({
    name: 'moves-headless-households',
    text: `WITH headless AS (
        SELECT household_id AS id FROM household_membership WHERE ward_id = $1 AND valid_to IS NULL
        GROUP BY household_id HAVING NOT bool_or(relation = 'head'))
      SELECT h.id, h.address_line AS "addressLine", g.name AS "groupName", (SELECT count(*)::int FROM headless) AS total,
        (SELECT array_agg(r.full_name ORDER BY r.birth_date, r.sort_name) FROM household_membership m JOIN resident r ON r.id = m.resident_id
         WHERE m.household_id = h.id AND m.valid_to IS NULL) AS members
      FROM (SELECT h.* FROM headless JOIN household h ON h.id = headless.id
            WHERE $2::uuid IS NULL OR (h.walk_order, h.id) > ((SELECT walk_order FROM household WHERE ward_id = $1 AND id = $2), $2)
            ORDER BY h.walk_order, h.id LIMIT ${HEADLESS_PAGE_SIZE + 1}) h
      LEFT JOIN residential_group g ON g.id = h.residential_group_id ORDER BY h.walk_order, h.id`,
    values: [wardId, after],
  });
  return rows;
}
