import { Prisma } from '../../src/generated/prisma/client';
import type { Transaction } from '../../src/db/database';

/** A resident before the national number is sealed. */
export type DemoResidentRow = Omit<
  Prisma.ResidentCreateManyInput,
  'nationalNumberCipher' | 'nationalNumberHash' | 'nationalNumberLast4'
> & { id: string; nationalNumber: string | null };

/** What the register holds when the ward begins to use it, by table, in insertion order. */
export interface DemoRows {
  userAccount: Prisma.UserAccountCreateManyInput[];
  officerAvailability: Prisma.OfficerAvailabilityCreateManyInput[];
  residentialGroup: Prisma.ResidentialGroupCreateManyInput[];
  household: Prisma.HouseholdCreateManyInput[];
  resident: DemoResidentRow[];
  householdMembership: Prisma.HouseholdMembershipCreateManyInput[];
  readiness: Prisma.ReadinessCreateManyInput[];
  residentAbsence: Prisma.ResidentAbsenceCreateManyInput[];
  unoccupiedPeriod: Prisma.UnoccupiedPeriodCreateManyInput[];
}

const BATCH = 2000;

/**
 * Inserts many rows into one table with few statements: one JSON parameter per batch, which PostgreSQL expands into
 * rows. All rows must have the same keys, the column names in camelCase.
 */
export async function insertRows(tx: Transaction, model: string, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  const columns = Prisma.raw(Object.keys(rows[0]!).map(toSnakeCase).join(', '));
  const table = Prisma.raw(toSnakeCase(model));
  for (let start = 0; start < rows.length; start += BATCH) {
    const batch = JSON.stringify(rows.slice(start, start + BATCH).map(asStored));
    await tx.$executeRaw`INSERT INTO ${table} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::${table}, ${batch}::jsonb)`;
  }
}

/** By column, with bytes in PostgreSQL's text format. */
const asStored = (row: object): object =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      toSnakeCase(key),
      value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : value,
    ]),
  );

const toSnakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
