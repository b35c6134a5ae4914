import { z } from 'zod';
import { queryRows, type RowReader } from '../../../../db/query-rows';
import { ImportTarget } from '../../../../generated/prisma/enums';
import { constant, empty, raw, sql, type Sql } from '../../../../shared/sql';
import { REFERENCES } from '../../references/references';

// Finds what was later built on an import, so that it can no longer be reverted.

/** A record that something was built on later, with its name. */
const BLOCKER = z.object({ what: z.string(), name: z.string(), href: z.string(), id: z.string() });
export type Blocker = z.infer<typeof BLOCKER>;

/** Tables in which an import writes rows itself: only rows of others block. */
const WRITTEN_BY_IMPORTS: ReadonlySet<string> = new Set(Object.values(ImportTarget));

/** Blockers shown of each kind, enough to understand the situation. */
const SHOWN_PER_KIND = 20;

interface Run {
  id: string;
  wardId: string;
  finishedAt: Date;
}

/** What was built on an import, by name; [] when it can be reverted. */
export async function findBlockers(db: RowReader, run: Run): Promise<Blocker[]> {
  const added = Object.keys(NAMES) as (keyof typeof NAMES)[];
  const reads = [
    ...added.map((target) => changedSince(run, target)),
    ...added.flatMap((target) =>
      REFERENCES[target].flatMap(({ name, refs, builtOn: what }) =>
        what ? refs.map((column) => builtOn(run, { target, table: name, column, what })) : [],
      ),
    ),
    ...[numberChangedBack, membersChanged, visitedSinceTheMove, readinessSince, factsChanged, helpersChanged].map(
      (of) => of(run),
    ),
  ];
  const found: Blocker[] = [];
  // One after the other: for a long list, all together would exceed the time of one statement.
  for (const { what, rows } of reads)
    found.push(
      ...(await queryRows(db, 'import-blockers', BLOCKER)`
          SELECT DISTINCT coalesce(found.what, ${what}::text) AS what, coalesce(found.name, ${NO_LONGER_REGISTERED}::text) AS name, coalesce(found.href, '/audit') AS href, found.id
        FROM (${rows}) AS found (id, name, href, what) ORDER BY found.id LIMIT ${constant(SHOWN_PER_KIND + 1)}`),
    );
  const seen = new Set<string>();
  return found.filter(({ href, what }) => !seen.has(`${href} ${what}`) && seen.add(`${href} ${what}`));
}

const NO_LONGER_REGISTERED = 'Một hồ sơ không còn trong sổ';

/** The records of one kind that block a revert: `rows` selects an id, a name, an address, and what is said instead of `what`. */
interface BlockingRows {
  what: string;
  rows: Sql;
}

const NAMES = {
  resident: { table: sql`resident`, name: sql`full_name`, path: '/residents/' },
  household: { table: sql`household`, name: sql`address_line`, path: '/households/' },
  residential_group: { table: sql`residential_group`, name: sql`name`, path: '/residential-groups/' },
};
const PERSON = sql`SELECT r.id, r.full_name, '/residents/' || r.id, NULL`;

const effects = (id: string, target: ImportTarget) =>
  sql`e.import_run_id = ${id}::uuid AND e.target = ${target}::import_target`;

/** Whether the record of an effect `e` was removed since as made by mistake, so that nothing is left to revert. */
const IS_REMOVED = sql`EXISTS (SELECT FROM register_act a WHERE a.ward_id = e.ward_id AND a.reverted_at IS NULL
      AND a.changes @> jsonb_build_array(jsonb_build_object('table', e.target::text, 'id', e.record_id, 'after', null)))`;

/** Records that the import added or changed and that were changed later, or no longer exist because they were merged. */
function changedSince({ id, finishedAt }: Run, target: keyof typeof NAMES): BlockingRows {
  const { table, name, path } = NAMES[target];
  return {
    what: 'đã được sửa sau lần nhập',
    rows: sql`
      SELECT e.record_id, r.${name},
        CASE WHEN r.id IS NULL THEN NULL WHEN later.id IS NULL THEN ${path}::text || r.id ELSE '/imports/' || later.id END,
        CASE WHEN r.id IS NULL THEN 'đã được gộp hoặc bỏ sau lần nhập' WHEN later.id IS NOT NULL THEN 'đã được lần nhập sau sửa: ' || later.file_name END
      FROM import_effect e LEFT JOIN ${table} r ON r.id = e.record_id
      LEFT JOIN LATERAL (
        SELECT run.id, run.file_name FROM import_run run JOIN import_effect o ON o.import_run_id = run.id
        WHERE run.ward_id = e.ward_id AND run.id <> e.import_run_id AND run.finished_at >= ${finishedAt} AND o.target = e.target AND o.record_id = e.record_id LIMIT 1) AS later ON true
      WHERE ${effects(id, target)} AND r.version IS DISTINCT FROM e.version_after AND NOT (r.id IS NULL AND ${IS_REMOVED})`,
  };
}

/** Rows of others that refer to a record the import added. A revert takes its records out of the lines of their removal. */
function builtOn(
  { id }: Run,
  { target, table, column, what }: { target: keyof typeof NAMES; table: string; column: string; what: string },
): BlockingRows {
  const { table: records, name, path } = NAMES[target];
  const isNotOwn = WRITTEN_BY_IMPORTS.has(table)
    ? sql`AND NOT EXISTS (SELECT FROM import_effect mine WHERE mine.import_run_id = e.import_run_id AND mine.target = ${table}::import_target AND mine.record_id = other.id)`
    : empty;
  const isNoRemoval = table === 'register_event' ? sql`AND other.kind <> 'removed'` : empty;
  return {
    what,
    rows: sql`
      SELECT r.id, r.${name}, ${path}::text || r.id, NULL
      FROM import_effect e JOIN ${raw(table)} other ON other.${raw(column)} = e.record_id JOIN ${records} r ON r.id = e.record_id
      WHERE ${effects(id, target)} AND e.before IS NULL ${isNotOwn} ${isNoRemoval}`,
  };
}

/** People whose number the import changed and who have their former number again. */
const numberChangedBack = ({ id }: Run): BlockingRows => ({
  what: REFERENCES.national_number_change[0]!.builtOn!,
  rows: sql`${PERSON} FROM import_effect e JOIN national_number_change other ON other.reverses_id = e.record_id JOIN resident r ON r.id = other.resident_id
    WHERE ${effects(id, 'national_number_change')}`,
});

/** Members whom the import added to a household and who have since moved or got another relation. */
const membersChanged = ({ id, wardId, finishedAt }: Run): BlockingRows => ({
  what: 'đã được chuyển hộ, đổi quan hệ hoặc sửa sau lần nhập',
  rows: sql`${PERSON} FROM import_effect e JOIN household_membership m ON m.id = e.record_id JOIN resident r ON r.id = m.resident_id
    WHERE ${effects(id, 'household_membership')} AND e.before IS NULL AND m.valid_to IS NOT NULL
    UNION
    ${PERSON} FROM audit_event a JOIN resident r ON r.id::text = a.subject_id
      JOIN household_membership m ON m.resident_id = r.id JOIN import_effect e ON e.record_id = m.id
    WHERE a.chain_id = ${wardId}::uuid AND a.at >= ${finishedAt} AND a.subject_type = 'resident' AND a.is_change
      AND a.seq > (SELECT max(seq) FROM audit_event done WHERE done.chain_id = a.chain_id AND done.subject_type = 'import' AND done.subject_id = ${id} AND done.action = 'import.confirm')
      AND ${effects(id, 'household_membership')} AND e.before IS NULL`,
});

/** Registered people whom the import moved and who were met in the new household since. */
const visitedSinceTheMove = ({ id, finishedAt }: Run): BlockingRows => ({
  what: 'đã có mặt trong lượt thăm ở hộ mới',
  rows: sql`${PERSON} FROM import_effect e JOIN household_membership m ON m.id = e.record_id JOIN resident r ON r.id = m.resident_id
      JOIN visit v ON v.household_id = m.household_id AND v.logged_at >= ${finishedAt}
    WHERE ${effects(id, 'household_membership')} AND e.before IS NULL
      AND (EXISTS (SELECT FROM visit_presence p WHERE p.visit_id = v.id AND p.resident_id = r.id) OR EXISTS (SELECT FROM assisted_procedure a WHERE a.visit_id = v.id AND a.resident_id = r.id))`,
});

/** People whose readiness the import recorded and an officer recorded again. */
const readinessSince = ({ id }: Run): BlockingRows => ({
  what: 'có mức sẵn sàng ghi sau lần nhập',
  rows: sql`${PERSON} FROM import_effect e JOIN readiness mine ON mine.id = e.record_id JOIN readiness latest ON latest.resident_id = mine.resident_id AND latest.is_latest
      JOIN resident r ON r.id = mine.resident_id
    WHERE ${effects(id, 'readiness')} AND e.before IS NULL AND latest.id <> mine.id AND latest.recorded_on >= mine.recorded_on`,
});

/** Priority facts that the import added or ended and that were changed since. */
const factsChanged = ({ id }: Run): BlockingRows => ({
  what: 'có diện ưu tiên được sửa sau lần nhập',
  rows: sql`
    SELECT e.record_id, coalesce(r.full_name, h.address_line), coalesce('/residents/' || f.resident_id, '/households/' || f.household_id), NULL
    FROM import_effect e LEFT JOIN priority_fact f ON f.id = e.record_id LEFT JOIN resident r ON r.id = f.resident_id LEFT JOIN household h ON h.id = f.household_id
    WHERE ${effects(id, 'priority_fact')} AND f.version IS DISTINCT FROM e.version_after AND NOT (f.id IS NULL AND ${IS_REMOVED})`,
});

/** Helpers that the import added and that were corrected or ended since. */
const helpersChanged = ({ id }: Run): BlockingRows => ({
  what: 'có người giúp số được sửa sau lần nhập',
  rows: sql`
    SELECT e.record_id, coalesce(r.full_name, h.address_line), coalesce('/residents/' || g.helped_id, '/households/' || g.household_id), NULL
    FROM import_effect e LEFT JOIN digital_helper g ON g.id = e.record_id LEFT JOIN resident r ON r.id = g.helped_id LEFT JOIN household h ON h.id = g.household_id
    WHERE ${effects(id, 'digital_helper')} AND g.version IS DISTINCT FROM e.version_after AND NOT (g.id IS NULL AND ${IS_REMOVED})`,
});
