import type { Transaction } from '../../../../db/database';
import { Prisma } from '../../../../generated/prisma/client';
import { ImportTarget } from '../../../../generated/prisma/enums';
import { REFERENCES } from '../../references/references';

// Finds what was later built on an import, so that it can no longer be reverted.

/** A record that something was built on later, with its name. */
export interface Blocker {
  what: string;
  name: string;
  href: string;
}

/** Tables in which an import writes rows itself: only rows of others block. */
const WRITTEN_BY_IMPORTS: ReadonlySet<string> = new Set(Object.values(ImportTarget));

/** Blockers shown of each kind, enough to understand the situation. */
const SHOWN_PER_KIND = 20;

type Reader = Pick<Transaction, '$queryRaw'>;

interface Run {
  id: string;
  wardId: string;
  finishedAt: Date;
}

/** What was built on an import, by name; [] when it can be reverted. */
export async function findBlockers(db: Reader, run: Run): Promise<Blocker[]> {
  const found: Blocker[] = [];
  const targets = ['resident', 'household', 'residential_group'] as const;
  for (const target of targets) found.push(...(await changedSince(db, run, target)));
  for (const target of targets)
    for (const { name: table, refs, builtOn: what } of REFERENCES[target])
      for (const column of what ? refs : [])
        found.push(...(await builtOn(db, run, { target, table, column, what: what! })));
  for (const find of [
    numberChangedBack,
    membersChanged,
    visitedSinceTheMove,
    readinessSince,
    factsChanged,
    helpersChanged,
  ])
    found.push(...(await find(db, run)));
  const seen = new Set<string>();
  return found.filter(({ href, what }) => !seen.has(`${href} ${what}`) && seen.add(`${href} ${what}`));
}

const NAMES = {
  resident: { table: Prisma.sql`resident`, name: Prisma.sql`full_name`, path: '/residents/' },
  household: { table: Prisma.sql`household`, name: Prisma.sql`address_line`, path: '/households/' },
  residential_group: { table: Prisma.sql`residential_group`, name: Prisma.sql`name`, path: '/residential-groups/' },
};

/** Whether the record of an effect `e` was removed since as made by mistake, so that nothing is left to revert. */
const IS_REMOVED = Prisma.sql`EXISTS (SELECT FROM register_act a WHERE a.ward_id = e.ward_id AND a.reverted_at IS NULL
      AND a.changes @> jsonb_build_array(jsonb_build_object('table', e.target::text, 'id', e.record_id, 'after', null)))`;

/**
 * Records that the import added or changed and that were changed later, or no longer exist because they were merged.
 */
async function changedSince(db: Reader, { id, finishedAt }: Run, target: keyof typeof NAMES): Promise<Blocker[]> {
  const { table, name, path } = NAMES[target];
  const rows = await db.$queryRaw<{ id: string; name: string | null; laterId: string | null; later: string | null }[]>`
    SELECT e.record_id AS id, r.${name} AS name, later.id AS "laterId", later.file_name AS later
    FROM import_effect e LEFT JOIN ${table} r ON r.id = e.record_id
    LEFT JOIN LATERAL (
      SELECT run.id, run.file_name FROM import_run run JOIN import_effect o ON o.import_run_id = run.id
      WHERE run.ward_id = e.ward_id AND run.id <> e.import_run_id AND run.finished_at >= ${finishedAt} AND o.target = e.target AND o.record_id = e.record_id LIMIT 1) AS later ON true
    WHERE e.import_run_id = ${id}::uuid AND e.target = ${target}::import_target AND r.version IS DISTINCT FROM e.version_after
      AND NOT (r.id IS NULL AND ${IS_REMOVED})
    ORDER BY e.record_id LIMIT ${SHOWN_PER_KIND + 1}`;
  return rows.map((row) => {
    if (row.name === null)
      return { name: NO_LONGER_REGISTERED, href: '/audit', what: 'đã được gộp hoặc bỏ sau lần nhập' };
    return row.laterId
      ? { name: row.name, href: `/imports/${row.laterId}`, what: `đã được lần nhập sau sửa: ${row.later}` }
      : { name: row.name, href: path + row.id, what: 'đã được sửa sau lần nhập' };
  });
}

interface NamedRecord {
  id: string;
  name: string;
}

const blockersAt = (path: string, what: string, rows: readonly NamedRecord[]): Blocker[] =>
  rows.map(({ id, name }) => ({ what, name, href: path + id }));

/** Rows of others that refer to a record the import added. A revert takes its records out of the lines of their removal. */
async function builtOn(
  db: Reader,
  { id }: Run,
  { target, table, column, what }: { target: keyof typeof NAMES; table: string; column: string; what: string },
): Promise<Blocker[]> {
  const { table: records, name, path } = NAMES[target];
  const isNotOwn = WRITTEN_BY_IMPORTS.has(table)
    ? Prisma.sql`AND NOT EXISTS (SELECT FROM import_effect mine WHERE mine.import_run_id = e.import_run_id AND mine.target = ${table}::import_target AND mine.record_id = other.id)`
    : Prisma.empty;
  const isNoRemoval = table === 'register_event' ? Prisma.sql`AND other.kind <> 'removed'` : Prisma.empty;
  const rows = await db.$queryRaw<NamedRecord[]>`
    SELECT DISTINCT e.record_id AS id, r.${name} AS name
    FROM import_effect e JOIN ${Prisma.raw(table)} other ON other.${Prisma.raw(column)} = e.record_id JOIN ${records} r ON r.id = e.record_id
    WHERE e.import_run_id = ${id}::uuid AND e.target = ${target}::import_target AND e.before IS NULL ${isNotOwn} ${isNoRemoval}
    ORDER BY 1 LIMIT ${SHOWN_PER_KIND + 1}`;
  return blockersAt(path, what, rows);
}

/** People whose number the import changed and who have their former number again. */
async function numberChangedBack(db: Reader, { id }: Run): Promise<Blocker[]> {
  const rows = await db.$queryRaw<NamedRecord[]>`
    SELECT DISTINCT r.id, r.full_name AS name
    FROM import_effect e JOIN national_number_change other ON other.reverses_id = e.record_id JOIN resident r ON r.id = other.resident_id
    WHERE e.import_run_id = ${id}::uuid AND e.target = 'national_number_change' ORDER BY 1 LIMIT ${SHOWN_PER_KIND + 1}`;
  return blockersAt('/residents/', REFERENCES.national_number_change[0]!.builtOn!, rows);
}

/** Members whom the import added to a household and who have since moved or got another relation. */
async function membersChanged(db: Reader, { id, wardId, finishedAt }: Run): Promise<Blocker[]> {
  const rows = await db.$queryRaw<NamedRecord[]>`
    SELECT r.id, r.full_name AS name
    FROM import_effect e JOIN household_membership m ON m.id = e.record_id JOIN resident r ON r.id = m.resident_id
    WHERE e.import_run_id = ${id}::uuid AND e.target = 'household_membership' AND e.before IS NULL AND m.valid_to IS NOT NULL
    UNION
    SELECT r.id, r.full_name
    FROM audit_event a JOIN resident r ON r.id::text = a.subject_id
      JOIN household_membership m ON m.resident_id = r.id JOIN import_effect e ON e.record_id = m.id
    WHERE a.chain_id = ${wardId}::uuid AND a.at >= ${finishedAt} AND a.subject_type = 'resident' AND a.is_change
      AND a.seq > (SELECT max(seq) FROM audit_event done WHERE done.chain_id = a.chain_id AND done.subject_type = 'import' AND done.subject_id = ${id} AND done.action = 'import.confirm')
      AND e.import_run_id = ${id}::uuid AND e.target = 'household_membership' AND e.before IS NULL
    ORDER BY 1 LIMIT ${SHOWN_PER_KIND + 1}`;
  return blockersAt('/residents/', 'đã được chuyển hộ, đổi quan hệ hoặc sửa sau lần nhập', rows);
}

/** Registered people whom the import moved and who were met in the new household since. */
async function visitedSinceTheMove(db: Reader, { id, finishedAt }: Run): Promise<Blocker[]> {
  const rows = await db.$queryRaw<NamedRecord[]>`
    SELECT DISTINCT r.id, r.full_name AS name
    FROM import_effect e JOIN household_membership m ON m.id = e.record_id JOIN resident r ON r.id = m.resident_id
      JOIN visit v ON v.household_id = m.household_id AND v.logged_at >= ${finishedAt}
    WHERE e.import_run_id = ${id}::uuid AND e.target = 'household_membership' AND e.before IS NULL
      AND (EXISTS (SELECT FROM visit_presence p WHERE p.visit_id = v.id AND p.resident_id = r.id) OR EXISTS (SELECT FROM assisted_procedure a WHERE a.visit_id = v.id AND a.resident_id = r.id))
    ORDER BY 1 LIMIT ${SHOWN_PER_KIND + 1}`;
  return blockersAt('/residents/', 'đã có mặt trong lượt thăm ở hộ mới', rows);
}

/** People whose readiness the import recorded and somebody recorded again. */
async function readinessSince(db: Reader, { id }: Run): Promise<Blocker[]> {
  const rows = await db.$queryRaw<NamedRecord[]>`
    SELECT DISTINCT r.id, r.full_name AS name
    FROM import_effect e JOIN readiness mine ON mine.id = e.record_id JOIN readiness latest ON latest.resident_id = mine.resident_id AND latest.is_latest
      JOIN resident r ON r.id = mine.resident_id
    WHERE e.import_run_id = ${id}::uuid AND e.target = 'readiness' AND e.before IS NULL AND latest.id <> mine.id AND latest.recorded_on >= mine.recorded_on
    ORDER BY 1 LIMIT ${SHOWN_PER_KIND + 1}`;
  return blockersAt('/residents/', 'có mức sẵn sàng ghi sau lần nhập', rows);
}

/** Priority facts that the import added or ended and that were changed since. */
async function factsChanged(db: Reader, { id }: Run): Promise<Blocker[]> {
  const rows = await db.$queryRaw<Owner[]>`
    SELECT f.resident_id AS "residentId", f.household_id AS "householdId", coalesce(r.full_name, h.address_line) AS name
    FROM import_effect e LEFT JOIN priority_fact f ON f.id = e.record_id LEFT JOIN resident r ON r.id = f.resident_id LEFT JOIN household h ON h.id = f.household_id
    WHERE e.import_run_id = ${id}::uuid AND e.target = 'priority_fact' AND f.version IS DISTINCT FROM e.version_after
      AND NOT (f.id IS NULL AND ${IS_REMOVED})
    ORDER BY e.record_id LIMIT ${SHOWN_PER_KIND + 1}`;
  return blockersOf('có diện ưu tiên được sửa sau lần nhập', rows);
}

/** Helpers that the import added and that were corrected or ended since. */
async function helpersChanged(db: Reader, { id }: Run): Promise<Blocker[]> {
  const rows = await db.$queryRaw<Owner[]>`
    SELECT NULL AS "residentId", g.household_id AS "householdId", h.address_line AS name
    FROM import_effect e LEFT JOIN digital_helper g ON g.id = e.record_id LEFT JOIN household h ON h.id = g.household_id
    WHERE e.import_run_id = ${id}::uuid AND e.target = 'digital_helper' AND g.version IS DISTINCT FROM e.version_after
      AND NOT (g.id IS NULL AND ${IS_REMOVED})
    ORDER BY e.record_id LIMIT ${SHOWN_PER_KIND + 1}`;
  return blockersOf('có người giúp số được sửa sau lần nhập', rows);
}

/** Whom a record belongs to. A deleted record has no owner any more; the audit log tells what happened to it. */
interface Owner {
  residentId: string | null;
  householdId: string | null;
  name: string | null;
}

const blockersOf = (what: string, owners: readonly Owner[]): Blocker[] =>
  owners.map(({ residentId, householdId, name }) => ({
    what,
    name: name ?? NO_LONGER_REGISTERED,
    href: (residentId && `/residents/${residentId}`) ?? (householdId && `/households/${householdId}`) ?? '/audit',
  }));

const NO_LONGER_REGISTERED = 'Một hồ sơ không còn trong sổ';
