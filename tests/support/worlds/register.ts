import { randomUUID } from 'node:crypto';
import type { Database } from '../../../src/db/database';
import type { Prisma } from '../../../src/generated/prisma/client';
import type { ImportStatus } from '../../../src/generated/prisma/enums';
import {
  HOUSEHOLD_MERGE,
  type HouseholdChoices,
} from '../../../src/features/register/duplicates/merging/household-merge';
import { proposedChoices } from '../../../src/features/register/duplicates/merging/merged-fields';
import { PERSON_MERGE, type PersonChoices } from '../../../src/features/register/duplicates/merging/person-fields';
import {
  householdSide,
  personSide,
  readRecordPair,
} from '../../../src/features/register/duplicates/merging/record-queries';
import {
  fingerprintOfHouseholds,
  fingerprintOfPeople,
} from '../../../src/features/register/duplicates/merging/fingerprint';
import {
  mergeTwoHouseholds,
  mergeTwoResidents,
  type MergeOutcome,
} from '../../../src/features/register/duplicates/merging/service';
import { storedNumber, TEST_SEALER } from '../factories';
import type { TestApp } from '../test-app';
import { actorOf } from './office';

/**
 * What a merge and its reversal may leave behind: the log, the history, the merges themselves, and when a record was
 * last written.
 */
const APART = new Set([
  'figure_change',
  'audit_event',
  'audit_begin',
  'audit_chain',
  'audit_count',
  'audit_horizon',
  'audit_key',
  'audit_seal',
  'user_session',
  'rate_limit',
  'register_merge',
  'register_merge_number',
  '_prisma_migrations',
]);

/**
 * Every row of every table as text, sorted; the version and the update time of written records are masked. Sealed
 * numbers are shown opened because each sealing has different bytes.
 */
export async function wholeRegister(db: Database, written: readonly string[] = []): Promise<Record<string, string[]>> {
  const { rows: tables } = await db.pool.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1`,
  );
  const register: Record<string, string[]> = {};
  for (const { name } of tables.filter((table) => !APART.has(table.name))) {
    const { rows } = await db.pool.query<{ row: Record<string, unknown> }>(
      `SELECT to_jsonb(t) AS row FROM ${name} AS t`,
    );
    register[name] = rows
      .map(({ row }) => row)
      .filter((row) => name !== 'register_event' || !['merged', 'merge_undone'].includes(String(row.kind)))
      .map((row) =>
        ['resident', 'household'].includes(name) && written.includes(String(row.id))
          ? { ...row, version: '-', updated_at: '-' }
          : row,
      )
      .map((row) => (name === 'resident' ? { ...row, national_number_cipher: openedNumber(row) } : row))
      .map((row) => JSON.stringify(row, Object.keys(row).sort()))
      .sort();
  }
  return register;
}

function openedNumber(row: Record<string, unknown>): string | null {
  const bytes = (column: string) =>
    row[column] === null ? null : Buffer.from(String(row[column]).slice('\\x'.length), 'hex');
  return storedNumber(TEST_SEALER, {
    id: String(row.id),
    wardId: String(row.ward_id),
    nationalNumberCipher: bytes('national_number_cipher'),
    nationalNumberHash: bytes('national_number_hash'),
  });
}

/** Merges two residents as a reviewer would who accepts everything proposed, except for the given choices. */
export async function mergePeople(
  app: TestApp,
  keptId: string,
  removedId: string,
  { choices = {}, pairId = randomUUID() }: { choices?: Partial<PersonChoices>; pairId?: string } = {},
): Promise<MergeOutcome> {
  const both = await readRecordPair(app.db.prisma, app.ward.id, 'resident', [keptId, removedId]);
  const sides = [personSide(both, keptId), personSide(both, removedId)] as const;
  return mergeTwoResidents(app.context, actorOf(app), {
    pairId,
    keptId,
    removedId,
    fingerprint: fingerprintOfPeople(sides),
    choices: { ...proposedChoices(PERSON_MERGE, ...sides), ...choices },
  });
}

export async function mergeDoors(
  app: TestApp,
  keptId: string,
  removedId: string,
  { choices = {} }: { choices?: Partial<HouseholdChoices> } = {},
): Promise<MergeOutcome> {
  const both = await readRecordPair(app.db.prisma, app.ward.id, 'household', [keptId, removedId]);
  const sides = [householdSide(both, keptId), householdSide(both, removedId)] as const;
  return mergeTwoHouseholds(app.context, actorOf(app), {
    pairId: randomUUID(),
    keptId,
    removedId,
    fingerprint: fingerprintOfHouseholds(sides),
    choices: { ...proposedChoices(HOUSEHOLD_MERGE, ...sides), ...choices },
  });
}

/** What the office wrote about a resident's readiness, on 1 October if nothing else is given. */
export const createReadiness = (
  { db, ward }: Pick<TestApp, 'db' | 'ward'>,
  residentId: string,
  given: Partial<Prisma.ReadinessUncheckedCreateInput>,
) =>
  db.prisma.readiness.create({
    data: { source: 'office', recordedOn: new Date('2026-10-01'), ...given, wardId: ward.id, residentId },
  });

/** A list that the office sent, in any state. */
export const createImportRun = (
  { context, db, ward, users }: TestApp,
  given: Partial<Prisma.ImportRunUncheckedCreateInput> & { status: ImportStatus },
) =>
  db.prisma.importRun.create({
    data: {
      ...{ fileName: 'a.xlsx', fileSha256: Buffer.alloc(32), createdBy: users.staff.id, createdAt: context.now() },
      ...given,
      wardId: ward.id,
    },
  });
