import type { Database, Transaction } from '../../db/database';
import { fromDbDate } from '../../db/dates';
import type { Gender, ResidenceStatus } from '../../generated/prisma/enums';
import type { BirthDate, LocalDate } from '../../shared/dates';
import { NotFoundError } from '../../web/errors';
import { getHome, type Home } from '../register-events/queries';

export interface Person {
  id: string;
  fullName: string;
  gender: Gender | null;
  birth: BirthDate | null;
  last4: string | null;
  status: ResidenceStatus;
  /** The household of today. */
  home: Home | null;
  /** What the book says of the person's death, as long as that stands. */
  death: { on: LocalDate; actId: string } | null;
  /** Since when away and what the person was before, when the book knows. */
  absence: { from: LocalDate; statusBefore: ResidenceStatus } | null;
}

type Reader = Pick<Transaction, 'resident' | 'household' | 'registerEvent'>;

/** A person as the forms of moving show it and an act finds it. Another ward's person does not exist. */
export async function getPerson(prisma: Reader, wardId: string, id: string): Promise<Person> {
  const resident = await prisma.resident.findFirst({
    where: { id, wardId },
    select: {
      id: true, fullName: true, gender: true, birthDate: true, birthPrecision: true, nationalNumberLast4: true, residenceStatus: true,
      householdMemberships: { where: { validTo: null }, select: { householdId: true } },
      residentAbsences: { where: { endedOn: null }, select: { absentFrom: true, statusBefore: true } },
      registerEvents: { where: { kind: 'died', registerAct: { takenBackAt: null } }, select: { happenedOn: true, actId: true }, orderBy: { id: 'desc' }, take: 1 },
    },
  });
  if (!resident) throw new NotFoundError();
  const { birthDate, birthPrecision, householdMemberships: [membership], registerEvents: [death], residentAbsences: [absence] } = resident;
  return {
    id: resident.id, fullName: resident.fullName, gender: resident.gender, last4: resident.nationalNumberLast4, status: resident.residenceStatus,
    birth: birthDate && birthPrecision ? { date: fromDbDate(birthDate), precision: birthPrecision } : null,
    home: membership ? await getHome(prisma, wardId, membership.householdId) : null,
    death: death?.actId ? { on: fromDbDate(death.happenedOn), actId: death.actId } : null,
    absence: absence ? { from: fromDbDate(absence.absentFrom), statusBefore: absence.statusBefore } : null,
  };
}

export const PAGE_SIZE = 50;

export interface HeadlessHousehold {
  id: string;
  addressLine: string;
  groupName: string | null;
  members: string[];
}

/** Households with people and no head, in walking order, and one more when there is another page. */
export async function listHeadlessHouseholds({ pool }: Database, wardId: string, after: string | null): Promise<HeadlessHousehold[]> {
  const { rows } = await pool.query<HeadlessHousehold>({
    name: 'moves-headless-households',
    text: `WITH headless AS (
        SELECT household_id AS id FROM household_membership WHERE ward_id = $1 AND valid_to IS NULL
        GROUP BY household_id HAVING NOT bool_or(relation = 'head'))
      SELECT h.id, h.address_line AS "addressLine", g.name AS "groupName",
        (SELECT array_agg(r.full_name ORDER BY r.birth_date, r.sort_name) FROM household_membership m JOIN resident r ON r.id = m.resident_id
         WHERE m.household_id = h.id AND m.valid_to IS NULL) AS members
      FROM (SELECT h.* FROM headless JOIN household h ON h.id = headless.id
            WHERE $2::uuid IS NULL OR (h.walk_order, h.id) > ((SELECT walk_order FROM household WHERE ward_id = $1 AND id = $2), $2)
            ORDER BY h.walk_order, h.id LIMIT ${PAGE_SIZE + 1}) h
      LEFT JOIN residential_group g ON g.id = h.residential_group_id ORDER BY h.walk_order, h.id`,
    values: [wardId, after],
  });
  return rows;
}
