import type { Transaction } from '../../../../db/database';
import { lockWhere } from '../../../../db/locks';
import { readImages } from '../../../../db/row-images';
import { Prisma } from '../../../../generated/prisma/client';
import type { ImageTable, RowImage } from '../../../../shared/row-image';
import { NotFoundError } from '../../../../web/errors';
import type { HouseholdSide } from './household-merge';
import type { MembershipColumns, PersonColumns, PersonSide, ReadinessColumns } from './person-fields';
import type { ReferringRows } from './resident-merge';
import {
  HOUSEHOLD_RECORD,
  HOUSEHOLD_REFERENCES,
  RESIDENT_RECORD,
  RESIDENT_REFERENCES,
  type Reference,
} from './references';

export type MergeKind = 'resident' | 'household';

export const RECORDS: Record<MergeKind, ImageTable> = { resident: RESIDENT_RECORD, household: HOUSEHOLD_RECORD };
export const REFERENCES: Record<MergeKind, readonly Reference[]> = {
  resident: RESIDENT_REFERENCES,
  household: HOUSEHOLD_REFERENCES,
};

type Reader = Pick<Transaction, '$queryRaw' | 'resident' | 'household'>;

export interface StoredNumber {
  cipher: Uint8Array<ArrayBuffer>;
  hash: Uint8Array<ArrayBuffer>;
  last4: string;
}

/** Two records with all rows that refer to either. Household codes and national numbers are kept separately. */
export interface RecordPair {
  records: ReadonlyMap<string, RowImage>;
  rows: ReferringRows;
  numbers: ReadonlyMap<string, StoredNumber>;
  codes: ReadonlyMap<string, string | null>;
}

/** Reads two records of the ward with all rows that refer to them. @throws NotFoundError when one does not exist. */
export async function readRecordPair(
  tx: Reader,
  wardId: string,
  kind: MergeKind,
  ids: readonly [string, string],
): Promise<RecordPair> {
  const records = (await readImages(tx, RECORDS[kind], ['id'], ids)).filter((record) => record.ward_id === wardId);
  if (records.length !== 2) throw new NotFoundError();
  const rows = await readReferring(tx, REFERENCES[kind], ids);
  const numbers = kind === 'resident' ? await readNumbers(tx, ids) : new Map();
  const codes = kind === 'household' ? await readCodes(tx, ids) : new Map();
  return { records: new Map(records.map((record) => [String(record.id), record])), rows, numbers, codes };
}

export async function readReferring(
  tx: Pick<Transaction, '$queryRaw'>,
  references: readonly Reference[],
  ids: readonly string[],
): Promise<Record<string, RowImage[]>> {
  const rows: Record<string, RowImage[]> = {};
  for (const reference of references) rows[reference.id] = await readImages(tx, reference, reference.refs, ids);
  return rows;
}

export async function readNumbers(
  tx: Pick<Transaction, 'resident'>,
  ids: readonly string[],
): Promise<Map<string, StoredNumber>> {
  const people = await tx.resident.findMany({
    where: { id: { in: [...ids] }, nationalNumberHash: { not: null } },
    select: { id: true, nationalNumberCipher: true, nationalNumberHash: true, nationalNumberLast4: true },
  });
  return new Map(
    people.map((person) => [
      person.id,
      { cipher: person.nationalNumberCipher!, hash: person.nationalNumberHash!, last4: person.nationalNumberLast4! },
    ]),
  );
}

export async function readCodes(
  tx: Pick<Transaction, 'household'>,
  ids: readonly string[],
): Promise<Map<string, string | null>> {
  return new Map(
    (await tx.household.findMany({ where: { id: { in: [...ids] } }, select: { id: true, code: true } })).map(
      ({ id, code }) => [id, code],
    ),
  );
}

/** One of two residents, with the facts for a choice. */
export function personSide({ records, rows, numbers }: RecordPair, id: string): PersonSide {
  const own = (reference: string) => (rows[reference] ?? []).filter((row) => row.resident_id === id);
  return {
    person: records.get(id) as unknown as PersonColumns,
    last4: numbers.get(id)?.last4 ?? null,
    readiness: (own('readiness').find((row) => row.is_latest === true) ?? null) as unknown as ReadinessColumns | null,
    memberships: own('household_membership') as unknown as MembershipColumns[],
  };
}

/** One of two households, with the facts for a choice. */
export async function householdSide(
  tx: Pick<Transaction, '$queryRaw'>,
  { records, codes }: RecordPair,
  id: string,
): Promise<HouseholdSide> {
  const [named] = await tx.$queryRaw<{ groupName: string | null; headName: string | null }[]>`
    SELECT g.name AS "groupName", (SELECT r.full_name FROM household_membership m JOIN resident r ON r.id = m.resident_id
      WHERE m.household_id = h.id AND m.valid_to IS NULL AND m.relation = 'head') AS "headName"
    FROM household h LEFT JOIN residential_group g ON g.id = h.residential_group_id WHERE h.id = ${id}::uuid`;
  return { household: records.get(id)!, code: codes.get(id) ?? null, ...named! };
}

/** The doors of open rounds that belong to two households. */
export async function findOpenDoors(
  tx: Pick<Transaction, '$queryRaw'>,
  householdIds: readonly string[],
): Promise<{ householdId: string; roundId: string; code: string }[]> {
  return tx.$queryRaw`
    SELECT d.household_id AS "householdId", d.round_id AS "roundId", r.code FROM round_door d JOIN round r ON r.id = d.round_id
    WHERE d.household_id = ANY (${householdIds}::uuid[]) AND d.is_open ORDER BY r.starts_at`;
}

/** How many rows refer to a record, by reference. */
export function countReferences({ rows }: RecordPair, kind: MergeKind, id: string): Record<string, number> {
  const counts = REFERENCES[kind].map(
    (reference) =>
      [
        reference.id,
        (rows[reference.id] ?? []).filter((row) => reference.refs.some((column) => row[column] === id)).length,
      ] as const,
  );
  return Object.fromEntries(counts);
}

/** Locks every row a merge writes. Inserting a row for a record needs a lock on that record, which is held here. */
export async function lockRecords(tx: Transaction, kind: MergeKind, ids: readonly string[]): Promise<void> {
  const isOne = Prisma.sql`= ANY (${ids}::uuid[])`;
  if (kind === 'household') {
    await lockWhere(tx, 'visit', Prisma.sql`household_id ${isOne}`);
    await lockWhere(tx, 'round_door', Prisma.sql`household_id ${isOne}`);
    await lockWhere(tx, 'household', Prisma.sql`id ${isOne}`);
    await lockWhere(
      tx,
      'resident',
      Prisma.sql`id IN (SELECT resident_id FROM household_membership WHERE household_id ${isOne})`,
    );
    await lockWhere(tx, 'support_request', Prisma.sql`household_id ${isOne}`);
    await lockWhere(tx, 'briefing', Prisma.sql`household_id ${isOne}`);
    await lockWhere(tx, 'door_call', Prisma.sql`household_id ${isOne}`);
    return;
  }
  await lockWhere(
    tx,
    'visit',
    Prisma.sql`id IN (
    SELECT visit_id FROM visit_presence WHERE resident_id ${isOne} UNION SELECT visit_id FROM assisted_procedure WHERE resident_id ${isOne}
    UNION SELECT visit_id FROM readiness WHERE resident_id ${isOne})`,
  );
  await lockWhere(tx, 'assisted_procedure', Prisma.sql`resident_id ${isOne}`);
  await lockWhere(
    tx,
    'household',
    Prisma.sql`id IN (SELECT household_id FROM household_membership WHERE resident_id ${isOne})`,
  );
  await lockWhere(tx, 'resident', Prisma.sql`id ${isOne}`);
  await lockWhere(tx, 'support_request', Prisma.sql`resident_id ${isOne}`);
}
