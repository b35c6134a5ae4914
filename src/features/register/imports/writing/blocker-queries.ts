import type { Transaction } from '../../../../db/database';
import { Prisma } from '../../../../generated/prisma/client';

// Finds what was later built on an import, so that it can no longer be reverted.

/** A record that something was built on later, with its name. */
export interface Blocker {
  what: string;
  name: string;
  href: string;
}

interface BuiltOn {
  table: string;
  column: string;
  /** The kind of record that the column refers to. */
  target: keyof typeof NAMES | 'national_number_change';
  what: string;
}

const references = (target: BuiltOn['target'], columns: Record<string, string>): BuiltOn[] =>
  Object.entries(columns).map(([name, what]) => {
    const [table = '', column = ''] = name.split('.');
    return { table, column, target, what };
  });

/**
 * Every database column that refers to a record an import may add. A guard test compares this list with the database: a
 * new table that refers to residents or households must be listed here, with its effect on reverting.
 */
export const BUILT_ON: readonly BuiltOn[] = [
  ...references('resident', {
    'household_membership.resident_id': 'có quan hệ với hộ ghi sau lần nhập',
    'readiness.resident_id': 'có mức sẵn sàng ghi sau lần nhập',
    'priority_fact.resident_id': 'có diện ưu tiên ghi sau lần nhập',
    'visit_presence.resident_id': 'đã có mặt trong lượt thăm',
    'group_session_attendee.resident_id': 'đã dự buổi tập trung',
    'newcomer.resident_id': 'được đội ghi là người mới gặp ở cửa',
    'assisted_procedure.resident_id': 'đã được hỗ trợ thủ tục',
    'portal_use.resident_id': 'đã có lần dùng Cổng',
    'portal_question.resident_id': 'đã được hỏi có dùng Cổng không',
    'check_back.resident_id': 'đã được hỏi lại sau khi dạy',
    'data_request.resident_id': 'đã có yêu cầu về dữ liệu của mình',
    'referral.resident_id': 'đã được giới thiệu đến nơi khác',
    'consent.resident_id': 'đã ghi đồng ý hay không',
    'sample_member.resident_id': 'đã được bốc thăm vào mẫu hỏi',
    'digital_helper.resident_id': 'là người giúp số của một hộ',
    'national_number_change.resident_id': 'đã được đổi số định danh',
    'support_request.resident_id': 'đã có đề nghị hỗ trợ',
    'register_event.resident_id': 'có biến động ghi sau lần nhập',
    'register_event.other_resident_id': 'có biến động ghi sau lần nhập',
    'resident_absence.resident_id': 'đã ghi đi vắng',
  }),
  ...references('household', {
    'household_membership.household_id': 'có người vào hộ sau lần nhập',
    'household_pause.household_id': 'đã tạm dừng gõ cửa',
    'priority_fact.household_id': 'có diện ưu tiên ghi sau lần nhập',
    'round_door.household_id': 'có trong một buổi ra quân',
    'round_door_removal.household_id': 'đã từng ở trong một buổi ra quân',
    'briefing.household_id': 'có lời dặn của đội',
    'visit.household_id': 'đã có lượt thăm',
    'digital_helper.household_id': 'có người giúp số ghi sau lần nhập',
    'support_request.household_id': 'đã có đề nghị hỗ trợ',
    'door_call.household_id': 'đã có cuộc gọi hẹn',
    'register_event.household_id': 'có biến động ghi sau lần nhập',
    'register_event.other_household_id': 'có biến động ghi sau lần nhập',
    'resident_absence.household_id': 'có người đã ghi đi vắng',
    'unoccupied_period.household_id': 'đã ghi nhà trống, vắng lâu ngày',
  }),
  ...references('residential_group', {
    'household.residential_group_id': 'có hộ được xếp vào sau lần nhập',
    'sample_stratum.residential_group_id': 'đã có trong một mẫu hỏi',
    'reach_turn.residential_group_id': 'đã được bốc thăm thứ tự đến',
    'indicator_target.residential_group_id': 'đã được đặt mục tiêu',
  }),
  ...references('national_number_change', {
    'national_number_change.reverses_id': 'đã được đổi lại số định danh',
  }),
];

/** An import writes these itself: only rows of others block. */
const WRITTEN_BY_IMPORTS: ReadonlySet<string> = new Set([
  'household_membership.resident_id',
  'readiness.resident_id',
  'priority_fact.resident_id',
  'national_number_change.resident_id',
  'register_event.resident_id',
  'register_event.other_resident_id',
  'household_membership.household_id',
  'priority_fact.household_id',
  'digital_helper.household_id',
  'register_event.household_id',
  'register_event.other_household_id',
  'household.residential_group_id',
]);
/** A revert removes its records from these removal events. */
const HOLDS_REMOVALS: ReadonlySet<string> = new Set(['register_event.resident_id', 'register_event.household_id']);

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
  for (const target of ['resident', 'household', 'residential_group'] as const)
    found.push(...(await changedSince(db, run, target)));
  for (const built of BUILT_ON) found.push(...(await builtOn(db, run, built)));
  for (const find of [membersChanged, visitedSinceTheMove, readinessSince, factsChanged, helpersChanged])
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

/** Rows of others that refer to a record the import added. */
async function builtOn(db: Reader, { id }: Run, { table, column, target, what }: BuiltOn): Promise<Blocker[]> {
  if (target === 'national_number_change') return ofNumberChange(db, id, what);
  const { table: records, name, path } = NAMES[target];
  const isNotOwn = WRITTEN_BY_IMPORTS.has(`${table}.${column}`)
    ? Prisma.sql`AND NOT EXISTS (SELECT FROM import_effect mine WHERE mine.import_run_id = e.import_run_id AND mine.target = ${table}::import_target AND mine.record_id = other.id)`
    : Prisma.empty;
  const isNoRemoval = HOLDS_REMOVALS.has(`${table}.${column}`) ? Prisma.sql`AND other.kind <> 'removed'` : Prisma.empty;
  const rows = await db.$queryRaw<NamedRecord[]>`
    SELECT DISTINCT e.record_id AS id, r.${name} AS name
    FROM import_effect e JOIN ${Prisma.raw(table)} other ON other.${Prisma.raw(column)} = e.record_id JOIN ${records} r ON r.id = e.record_id
    WHERE e.import_run_id = ${id}::uuid AND e.target = ${target}::import_target AND e.before IS NULL ${isNotOwn} ${isNoRemoval}
    ORDER BY 1 LIMIT ${SHOWN_PER_KIND + 1}`;
  return blockersAt(path, what, rows);
}

async function ofNumberChange(db: Reader, runId: string, what: string): Promise<Blocker[]> {
  const rows = await db.$queryRaw<NamedRecord[]>`
    SELECT DISTINCT r.id, r.full_name AS name
    FROM import_effect e JOIN national_number_change other ON other.reverses_id = e.record_id JOIN resident r ON r.id = other.resident_id
    WHERE e.import_run_id = ${runId}::uuid AND e.target = 'national_number_change' ORDER BY 1 LIMIT ${SHOWN_PER_KIND + 1}`;
  return blockersAt('/residents/', what, rows);
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
