import { Prisma } from '../../src/generated/prisma/client';
import type { Transaction } from '../../src/db/database';

/** A resident before the national number is sealed. */
export type DemoResidentRow = Omit<
  Prisma.ResidentCreateManyInput,
  'nationalNumberCipher' | 'nationalNumberHash' | 'nationalNumberLast4'
> & { nationalNumber: string | null };

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
 * rows. All rows must have the same keys, the column names in camelCase; bytes are hexadecimal text ('\\x…').
 * @param finish converts a row into its stored form, batch by batch, so that the converted rows never fill the memory.
 */
export async function insertRows<Row extends object>(
  tx: Transaction,
  model: string,
  rows: readonly Row[],
  finish: (row: Row) => object = (row) => row,
): Promise<void> {
  if (rows.length === 0) return;
  const columns = Prisma.raw(Object.keys(finish(rows[0]!)).map(toSnakeCase).join(', '));
  const table = Prisma.raw(toSnakeCase(model));
  for (let start = 0; start < rows.length; start += BATCH) {
    const batch = JSON.stringify(rows.slice(start, start + BATCH).map((row) => withSnakeCaseKeys(finish(row))));
    await tx.$executeRaw`INSERT INTO ${table} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::${table}, ${batch}::jsonb)`;
  }
}

function withSnakeCaseKeys(row: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [toSnakeCase(key), value]));
}

/** Column names by field, filled as they are met. */
const snakeCase = new Map<string, string>();

function toSnakeCase(name: string): string {
  let converted = snakeCase.get(name);
  if (converted === undefined)
    snakeCase.set(name, (converted = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)));
  return converted;
}
