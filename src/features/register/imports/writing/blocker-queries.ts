import type { Transaction } from '../../../../db/database';
import { Prisma } from '../../../../generated/prisma/client';
import type { ImportTarget } from '../../../../generated/prisma/enums';

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
  target: Extract<
    ImportTarget,
    'residential_group' | 'household' | 'resident' | 'priority_fact' | 'national_number_change'
  >;
  what: string;
  /** Set when an import adds such rows itself: then only rows of others block. */
  own?: ImportTarget;
  /** SQL: the rows, `other`, that the revert takes its record out of instead. */
  except?: string;
}

const REMOVAL = "other.kind = 'removed'";

/**
 * Every database column that refers to a record an import may add. A guard test compares this list with the database: a
 * new table that refers to residents or households must be listed here, with its effect on reverting.
 */
export const BUILT_ON: readonly BuiltOn[] = [
  {
    table: 'household_membership',
    column: 'resident_id',
    target: 'resident',
    own: 'household_membership',
    what: 'có quan hệ với hộ ghi sau lần nhập',
  },
  {
    table: 'readiness',
    column: 'resident_id',
    target: 'resident',
    own: 'readiness',
    what: 'có mức sẵn sàng ghi sau lần nhập',
  },
  {
    table: 'priority_fact',
    column: 'resident_id',
    target: 'resident',
    own: 'priority_fact',
    what: 'có diện ưu tiên ghi sau lần nhập',
  },
  { table: 'visit_presence', column: 'resident_id', target: 'resident', what: 'đã có mặt trong lượt thăm' },
  { table: 'group_session_attendee', column: 'resident_id', target: 'resident', what: 'đã dự buổi tập trung' },
  { table: 'newcomer', column: 'resident_id', target: 'resident', what: 'được đội ghi là người mới gặp ở cửa' },
  { table: 'assisted_procedure', column: 'resident_id', target: 'resident', what: 'đã được hỗ trợ thủ tục' },
  { table: 'portal_use', column: 'resident_id', target: 'resident', what: 'đã có lần dùng Cổng' },
  { table: 'portal_question', column: 'resident_id', target: 'resident', what: 'đã được hỏi có dùng Cổng không' },
  { table: 'check_back', column: 'resident_id', target: 'resident', what: 'đã được hỏi lại sau khi dạy' },
  { table: 'data_request', column: 'resident_id', target: 'resident', what: 'đã có yêu cầu về dữ liệu của mình' },
  { table: 'referral', column: 'resident_id', target: 'resident', what: 'đã được giới thiệu đến nơi khác' },
  { table: 'consent', column: 'resident_id', target: 'resident', what: 'đã ghi đồng ý hay không' },
  { table: 'sample_member', column: 'resident_id', target: 'resident', what: 'đã được bốc thăm vào mẫu hỏi' },
  { table: 'digital_helper', column: 'resident_id', target: 'resident', what: 'là người giúp số của một hộ' },
  {
    table: 'national_number_change',
    column: 'resident_id',
    target: 'resident',
    own: 'national_number_change',
    what: 'đã được đổi số định danh',
  },
  { table: 'support_request', column: 'resident_id', target: 'resident', what: 'đã có đề nghị hỗ trợ' },
  {
    table: 'register_event',
    column: 'resident_id',
    target: 'resident',
    own: 'register_event',
    except: REMOVAL,
    what: 'có biến động ghi sau lần nhập',
  },
  {
    table: 'register_event',
    column: 'other_resident_id',
    target: 'resident',
    own: 'register_event',
    what: 'có biến động ghi sau lần nhập',
  },
  { table: 'resident_absence', column: 'resident_id', target: 'resident', what: 'đã ghi đi vắng' },
  {
    table: 'household_membership',
    column: 'household_id',
    target: 'household',
    own: 'household_membership',
    what: 'có người vào hộ sau lần nhập',
  },
  { table: 'household_pause', column: 'household_id', target: 'household', what: 'đã tạm dừng gõ cửa' },
  {
    table: 'priority_fact',
    column: 'household_id',
    target: 'household',
    own: 'priority_fact',
    what: 'có diện ưu tiên ghi sau lần nhập',
  },
  { table: 'round_door', column: 'household_id', target: 'household', what: 'có trong một buổi ra quân' },
  {
    table: 'round_door_removal',
    column: 'household_id',
    target: 'household',
    what: 'đã từng ở trong một buổi ra quân',
  },
  { table: 'briefing', column: 'household_id', target: 'household', what: 'có lời dặn của đội' },
  { table: 'visit', column: 'household_id', target: 'household', what: 'đã có lượt thăm' },
  {
    table: 'digital_helper',
    column: 'household_id',
    target: 'household',
    own: 'digital_helper',
    what: 'có người giúp số ghi sau lần nhập',
  },
  { table: 'support_request', column: 'household_id', target: 'household', what: 'đã có đề nghị hỗ trợ' },
  { table: 'door_call', column: 'household_id', target: 'household', what: 'đã có cuộc gọi hẹn' },
  {
    table: 'register_event',
    column: 'household_id',
    target: 'household',
    own: 'register_event',
    except: REMOVAL,
    what: 'có biến động ghi sau lần nhập',
  },
  {
    table: 'register_event',
    column: 'other_household_id',
    target: 'household',
    own: 'register_event',
    what: 'có biến động ghi sau lần nhập',
  },
  { table: 'resident_absence', column: 'household_id', target: 'household', what: 'có người đã ghi đi vắng' },
  { table: 'unoccupied_period', column: 'household_id', target: 'household', what: 'đã ghi nhà trống, vắng lâu ngày' },
  {
    table: 'household',
    column: 'residential_group_id',
    target: 'residential_group',
    own: 'household',
    what: 'có hộ được xếp vào sau lần nhập',
  },
  {
    table: 'sample_stratum',
    column: 'residential_group_id',
    target: 'residential_group',
    what: 'đã có trong một mẫu hỏi',
  },
  {
    table: 'reach_turn',
    column: 'residential_group_id',
    target: 'residential_group',
    what: 'đã được bốc thăm thứ tự đến',
  },
  {
    table: 'indicator_target',
    column: 'residential_group_id',
    target: 'residential_group',
    what: 'đã được đặt mục tiêu',
  },
  {
    table: 'national_number_change',
    column: 'reverses_id',
    target: 'national_number_change',
    what: 'đã được đổi lại số định danh',
  },
];

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
  found.push(
    ...(await changedSince(db, run, 'resident')),
    ...(await changedSince(db, run, 'household')),
    ...(await changedSince(db, run, 'residential_group')),
  );
  for (const built of BUILT_ON) found.push(...(await builtOn(db, run, built)));
  found.push(
    ...(await membersChanged(db, run)),
    ...(await visitedSinceTheMove(db, run)),
    ...(await readinessSince(db, run)),
    ...(await factsChanged(db, run)),
    ...(await helpersChanged(db, run)),
  );
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
      return { name: 'Một hồ sơ không còn trong sổ', href: '/audit', what: 'đã được gộp hoặc bỏ sau lần nhập' };
    return row.laterId
      ? { name: row.name, href: `/imports/${row.laterId}`, what: `đã được lần nhập sau sửa: ${row.later}` }
      : { name: row.name, href: path + row.id, what: 'đã được sửa sau lần nhập' };
  });
}

/** Rows of others that refer to a record the import added. */
async function builtOn(
  db: Reader,
  { id }: Run,
  { table, column, target, what, own, except }: BuiltOn,
): Promise<Blocker[]> {
  if (target === 'priority_fact' || target === 'national_number_change') return ofNumberChange(db, id, what);
  const { table: records, name, path } = NAMES[target];
  const isNotOwn = own
    ? Prisma.sql`AND NOT EXISTS (SELECT FROM import_effect mine WHERE mine.import_run_id = e.import_run_id AND mine.target = ${own}::import_target AND mine.record_id = other.id)`
    : Prisma.empty;
  const isCounted = except ? Prisma.sql`AND NOT (${Prisma.raw(except)})` : Prisma.empty;
  const rows = await db.$queryRaw<{ id: string; name: string }[]>`
    SELECT DISTINCT e.record_id AS id, r.${name} AS name
    FROM import_effect e JOIN ${Prisma.raw(table)} other ON other.${Prisma.raw(column)} = e.record_id JOIN ${records} r ON r.id = e.record_id
    WHERE e.import_run_id = ${id}::uuid AND e.target = ${target}::import_target AND e.before IS NULL ${isNotOwn} ${isCounted}
    ORDER BY 1 LIMIT ${SHOWN_PER_KIND + 1}`;
  return rows.map((row) => ({ what, name: row.name, href: path + row.id }));
}

async function ofNumberChange(db: Reader, runId: string, what: string): Promise<Blocker[]> {
  const rows = await db.$queryRaw<{ id: string; name: string }[]>`
    SELECT DISTINCT r.id, r.full_name AS name
    FROM import_effect e JOIN national_number_change other ON other.reverses_id = e.record_id JOIN resident r ON r.id = other.resident_id
    WHERE e.import_run_id = ${runId}::uuid AND e.target = 'national_number_change' ORDER BY 1 LIMIT ${SHOWN_PER_KIND + 1}`;
  return rows.map((row) => ({ what, name: row.name, href: `/residents/${row.id}` }));
}

/** Members whom the import added to a household and who have since moved or got another relation. */
async function membersChanged(db: Reader, { id, wardId, finishedAt }: Run): Promise<Blocker[]> {
  const rows = await db.$queryRaw<{ id: string; name: string }[]>`
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
  return rows.map((row) => ({
    what: 'đã được chuyển hộ, đổi quan hệ hoặc sửa sau lần nhập',
    name: row.name,
    href: `/residents/${row.id}`,
  }));
}

/** Registered people whom the import moved and who were met in the new household since. */
async function visitedSinceTheMove(db: Reader, { id, finishedAt }: Run): Promise<Blocker[]> {
  const rows = await db.$queryRaw<{ id: string; name: string }[]>`
    SELECT DISTINCT r.id, r.full_name AS name
    FROM import_effect e JOIN household_membership m ON m.id = e.record_id JOIN resident r ON r.id = m.resident_id
      JOIN visit v ON v.household_id = m.household_id AND v.logged_at >= ${finishedAt}
    WHERE e.import_run_id = ${id}::uuid AND e.target = 'household_membership' AND e.before IS NULL
      AND (EXISTS (SELECT FROM visit_presence p WHERE p.visit_id = v.id AND p.resident_id = r.id) OR EXISTS (SELECT FROM assisted_procedure a WHERE a.visit_id = v.id AND a.resident_id = r.id))
    ORDER BY 1 LIMIT ${SHOWN_PER_KIND + 1}`;
  return rows.map((row) => ({
    what: 'đã có mặt trong lượt thăm ở hộ mới',
    name: row.name,
    href: `/residents/${row.id}`,
  }));
}

/** People whose readiness the import recorded and somebody recorded again. */
async function readinessSince(db: Reader, { id }: Run): Promise<Blocker[]> {
  const rows = await db.$queryRaw<{ id: string; name: string }[]>`
    SELECT DISTINCT r.id, r.full_name AS name
    FROM import_effect e JOIN readiness mine ON mine.id = e.record_id JOIN readiness latest ON latest.resident_id = mine.resident_id AND latest.is_latest
      JOIN resident r ON r.id = mine.resident_id
    WHERE e.import_run_id = ${id}::uuid AND e.target = 'readiness' AND e.before IS NULL AND latest.id <> mine.id AND latest.recorded_on >= mine.recorded_on
    ORDER BY 1 LIMIT ${SHOWN_PER_KIND + 1}`;
  return rows.map((row) => ({
    what: 'có mức sẵn sàng ghi sau lần nhập',
    name: row.name,
    href: `/residents/${row.id}`,
  }));
}

/** Priority facts that the import added or ended and that were changed since. */
async function factsChanged(db: Reader, { id }: Run): Promise<Blocker[]> {
  const rows = await db.$queryRaw<{ residentId: string | null; householdId: string | null; name: string | null }[]>`
    SELECT f.resident_id AS "residentId", f.household_id AS "householdId", coalesce(r.full_name, h.address_line) AS name
    FROM import_effect e LEFT JOIN priority_fact f ON f.id = e.record_id LEFT JOIN resident r ON r.id = f.resident_id LEFT JOIN household h ON h.id = f.household_id
    WHERE e.import_run_id = ${id}::uuid AND e.target = 'priority_fact' AND f.version IS DISTINCT FROM e.version_after
      AND NOT (f.id IS NULL AND ${IS_REMOVED})
    ORDER BY e.record_id LIMIT ${SHOWN_PER_KIND + 1}`;
  return rows.map(({ residentId, householdId, name }) => ({
    what: 'có diện ưu tiên được sửa sau lần nhập',
    name: name ?? 'Một hồ sơ không còn trong sổ',
    href: hrefOfOwner(residentId, householdId),
  }));
}

/** Helpers that the import added and that were corrected or ended since. */
async function helpersChanged(db: Reader, { id }: Run): Promise<Blocker[]> {
  const rows = await db.$queryRaw<{ householdId: string | null; name: string | null }[]>`
    SELECT g.household_id AS "householdId", h.address_line AS name
    FROM import_effect e LEFT JOIN digital_helper g ON g.id = e.record_id LEFT JOIN household h ON h.id = g.household_id
    WHERE e.import_run_id = ${id}::uuid AND e.target = 'digital_helper' AND g.version IS DISTINCT FROM e.version_after
      AND NOT (g.id IS NULL AND ${IS_REMOVED})
    ORDER BY e.record_id LIMIT ${SHOWN_PER_KIND + 1}`;
  return rows.map(({ householdId, name }) => ({
    what: 'có người giúp số được sửa sau lần nhập',
    name: name ?? 'Một hồ sơ không còn trong sổ',
    href: hrefOfOwner(null, householdId),
  }));
}

/** A deleted fact has no owner any more; the audit log tells what happened to it. */
function hrefOfOwner(residentId: string | null, householdId: string | null): string {
  if (residentId) return `/residents/${residentId}`;
  return householdId ? `/households/${householdId}` : '/audit';
}
