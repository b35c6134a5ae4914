import { z } from 'zod';
import type { Transaction } from '../../../../db/database';
import { lockWhere } from '../../../../db/locks';
import { queryRows, type RowReader } from '../../../../db/query-rows';
import { readSnapshots, withIds } from '../../../../db/row-snapshots';
import type { SnapshotTable, RowSnapshot } from '../../../../shared/row-snapshot';
import { sql } from '../../../../shared/sql';
import { NotFoundError } from '../../../../shared/errors';
import { MERGED_REFERENCES, RECORDS } from '../../references/references';
import type { HouseholdSide } from './household-merge';
import { chooseKept, type MembershipColumns, type PersonColumns, type PersonSide } from './person-fields';
import type { ReferringRows } from './resident-merge';

export type MergeKind = 'resident' | 'household';

export interface StoredNumber {
  cipher: Uint8Array<ArrayBuffer>;
  hash: Uint8Array<ArrayBuffer>;
  last4: string;
}

/** What is known of a household beside its record. */
type HouseholdFacts = Omit<HouseholdSide, 'household'>;

/** Two records with all rows that refer to either. */
export interface RecordPair {
  kind: MergeKind;
  records: ReadonlyMap<string, RowSnapshot>;
  rows: ReferringRows;
  /** The last four digits of national numbers, by resident, where they are known. */
  last4: ReadonlyMap<string, string>;
  households: ReadonlyMap<string, HouseholdFacts>;
}

/** Read apart, because the snapshot of a resident leaves out all columns of the number. */
const LAST4: SnapshotTable = { name: 'resident', key: ['id'], columns: ['national_number_last4'] };

/**
 * Reads two records of the ward with all rows that refer to them, which are of the ward as well because each reference
 * carries it (ADR 40). @throws NotFoundError when one does not exist.
 */
export async function readRecordPair(
  db: RowReader,
  wardId: string,
  kind: MergeKind,
  ids: readonly [string, string],
): Promise<RecordPair> {
  const references = MERGED_REFERENCES[kind];
  // One after the other: the merge reads inside its transaction.
  const [found, numbers, ...rows] = await readSnapshots(db, [
    withIds(RECORDS[kind], ['id'], ids),
    withIds(LAST4, ['id'], kind === 'resident' ? ids : []),
    ...references.map((reference) => withIds(reference, reference.refs, ids)),
  ]);
  const households = kind === 'household' ? await readHouseholdFacts(db, ids) : new Map<string, HouseholdFacts>();
  const records = found!.filter((record) => record.ward_id === wardId);
  if (records.length !== 2) throw new NotFoundError();
  return {
    kind,
    records: new Map(records.map((record) => [String(record.id), record])),
    rows: Object.fromEntries(references.map(({ name }, index) => [name, rows[index]!])),
    last4: new Map(
      numbers!.flatMap((row) =>
        row.national_number_last4 === null ? [] : [[String(row.id), String(row.national_number_last4)] as const],
      ),
    ),
    households,
  };
}

/** The sealed national numbers of residents, by id, for a merge or its undo. The caller has locked the residents. */
export async function readNumbers(tx: Pick<Transaction, 'resident'>, ids: readonly string[]) {
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

async function readHouseholdFacts(db: RowReader, ids: readonly string[]): Promise<Map<string, HouseholdFacts>> {
  const rows = await queryRows(
    db,
    'merging-household-facts',
    z.object({
      id: z.string(),
      code: z.string().nullable(),
      groupName: z.string().nullable(),
      headName: z.string().nullable(),
    }),
  )`SELECT h.id, h.code, g.name AS "groupName", (SELECT r.full_name FROM household_membership m JOIN resident r ON r.id = m.resident_id
        WHERE m.household_id = h.id AND m.valid_to IS NULL AND m.relation = 'head') AS "headName"
      FROM household h LEFT JOIN residential_group g ON g.id = h.residential_group_id WHERE h.id = ANY (${ids}::uuid[])`;
  return new Map(rows.map(({ id, ...facts }) => [id, facts]));
}

/** One of two residents, with the facts for a choice. */
export function personSide({ records, rows, last4 }: RecordPair, id: string): PersonSide {
  const own = (reference: string) => (rows[reference] ?? []).filter((row) => row.resident_id === id);
  return {
    person: records.get(id) as PersonColumns,
    last4: last4.get(id) ?? null,
    readiness: own('readiness').find((row) => row.is_latest === true) ?? null,
    memberships: own('household_membership') as unknown as MembershipColumns[],
  };
}

/** One of two households, with the facts for a choice. */
export const householdSide = ({ records, households }: RecordPair, id: string): HouseholdSide => ({
  household: records.get(id)!,
  ...households.get(id)!,
});

export const findOpenDoors = (tx: RowReader, householdIds: readonly string[]) =>
  queryRows(tx, 'merging-open-doors', z.object({ householdId: z.string(), roundId: z.string(), code: z.string() }))`
      SELECT d.household_id AS "householdId", d.round_id AS "roundId", r.code FROM round_door d JOIN round r ON r.id = d.round_id
      WHERE d.household_id = ANY (${householdIds}::uuid[]) AND d.is_open ORDER BY r.starts_at`;

export function countReferences({ kind, rows }: RecordPair, id: string): Record<string, number> {
  const counts = MERGED_REFERENCES[kind].map(
    (reference) =>
      [
        reference.name,
        (rows[reference.name] ?? []).filter((row) => reference.refs.some((column) => row[column] === id)).length,
      ] as const,
  );
  return Object.fromEntries(counts);
}

/** Which of the two is kept: see chooseKept. */
export const keptOf = (both: RecordPair): { keptId: string; removedId: string } =>
  chooseKept(
    [...both.records].map(([id, record]) => ({
      id,
      references: Object.values(countReferences(both, id)).reduce((sum, count) => sum + count, 0),
      createdAt: String(record.created_at),
    })),
  );

/** Locks every row a merge writes. Inserting a row for a record needs a lock on that record, which is held here. */
export async function lockRecords(tx: Transaction, kind: MergeKind, ids: readonly string[]): Promise<void> {
  const isOne = sql`= ANY (${ids}::uuid[])`;
  if (kind === 'household') {
    await lockWhere(tx, 'visit', sql`household_id ${isOne}`);
    await lockWhere(tx, 'round_door', sql`household_id ${isOne}`);
    await lockWhere(tx, 'household', sql`id ${isOne}`);
    await lockWhere(
      tx,
      'resident',
      sql`id IN (SELECT resident_id FROM household_membership WHERE household_id ${isOne})`,
    );
    await lockWhere(tx, 'support_request', sql`household_id ${isOne}`);
    await lockWhere(tx, 'briefing', sql`household_id ${isOne}`);
    await lockWhere(tx, 'door_call', sql`household_id ${isOne}`);
    return;
  }
  await lockWhere(
    tx,
    'visit',
    sql`id IN (
    SELECT visit_id FROM visit_presence WHERE resident_id ${isOne} UNION SELECT visit_id FROM assisted_procedure WHERE resident_id ${isOne}
    UNION SELECT visit_id FROM readiness WHERE resident_id ${isOne})`,
  );
  await lockWhere(tx, 'assisted_procedure', sql`resident_id ${isOne}`);
  await lockWhere(
    tx,
    'household',
    sql`id IN (SELECT household_id FROM household_membership WHERE resident_id ${isOne})`,
  );
  await lockWhere(tx, 'resident', sql`id ${isOne}`);
  await lockWhere(tx, 'support_request', sql`resident_id ${isOne}`);
}
