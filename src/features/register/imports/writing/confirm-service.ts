import { z } from 'zod';
import { newIdAt } from '../../../../shared/new-id';
import type { BaseContext } from '../../../../context';
import { toDbDate } from '../../../../db/dates';
import { violatedConstraint, type Transaction } from '../../../../db/database';
import { queryRows } from '../../../../db/query-rows';
import { ImportOutcome } from '../../../../generated/prisma/enums';
import { localDateOf } from '../../../../shared/dates';
import { sql } from '../../../../shared/sql';
import { logEvent } from '../../../office/audit/transact';
import { groupCodeOf, groupName } from '../reading/list-group';
import type { Confirmation } from '../runs/run-options';
import { RegisterWriter, type ListScope, type RowRange } from './register-writer-service';
import {
  analyseImportRows,
  finish,
  ROWS_PER_STEP,
  Steps,
  WriteRefused,
  type Operation,
  type Order,
} from './steps-service';

/** How often the rows are traversed. */
const PASSES = 4;

const CHANGED_SINCE =
  'Từ lúc xem trước, sổ đã có người sửa. Chưa ghi gì; hãy bỏ lần nhập này và gửi lại tệp để so lại.';
const TAKEN: Record<string, string> = {
  resident_national_number: 'Có số định danh vừa được ghi cho một người khác trong sổ.',
  household_code: 'Có mã hộ vừa được ghi cho một hộ khác trong sổ.',
  household_membership_head: 'Có hộ vừa có chủ hộ khác trong sổ.',
  household_membership_current: 'Có người vừa được chuyển hộ trong sổ.',
  household_membership_one_at_a_time: 'Có người vừa được chuyển hộ trong sổ.',
  priority_fact_household_once: 'Có hộ vừa được ghi thuộc diện này trong sổ.',
  priority_fact_resident_once: 'Có người vừa được ghi thuộc diện này trong sổ.',
};

/** Writes a previewed list to the register. */
export const CONFIRMATION: Operation = {
  status: 'confirming',
  previousStatus: 'previewed',
  broken: 'Máy chủ gặp lỗi khi ghi vào sổ. Chưa ghi gì; hãy thử lại, nếu vẫn lỗi thì báo quản trị.',
  write: writeList,
  refusalOf(error) {
    const constraint = violatedConstraint(error);
    if (constraint === null) return null;
    const taken = Object.entries(TAKEN).find(([name]) => constraint.includes(name))?.[1];
    return [...(taken ? [taken] : []), CHANGED_SINCE];
  },
};

async function writeList({ db, now, sealer }: BaseContext, tx: Transaction, order: Order): Promise<void> {
  const { run, actor } = order;
  const at = now();
  const form = run.request as unknown as Confirmation;
  const scope: ListScope = {
    runId: run.id,
    wardId: run.wardId,
    fileName: run.fileName,
    by: actor.id,
    follow: form.follow,
    at,
    today: toDbDate(localDateOf(at)),
  };
  await analyseImportRows(db, run.rowsTotal);
  const [rows] = await queryRows(tx, 'import-last-row', z.object({ last: z.number() }))`
      SELECT coalesce(max(row_number), 0) AS last FROM import_row WHERE import_run_id = ${run.id}::uuid AND verdict <> 'passed_over'`;
  const whole: RowRange = { from: 0, to: rows!.last };
  const steps = new Steps(db, tx, order, PASSES * Math.ceil(whole.to / ROWS_PER_STEP));
  const writer = new RegisterWriter(tx, sealer, scope);

  await refuseClashes(tx, scope, writer, whole);
  const codes = await groupCodesIn(tx, writer, whole);
  const groups = await openGroups(tx, scope, codes, form);
  const headed = await headedHouseholds(tx, writer, whole);
  await eachPart(whole, steps, async (part) => {
    await writer.addHouseholds(part, groups.ids);
    const isAsSeen = await writer.correctHouseholds(part, groups.ids);
    await writer.sealNumbers(part);
    await writer.addResidents(part);
    return (await writer.correctResidents(part)) && isAsSeen;
  });
  const groupId = groups.ids[form.group];
  // End all memberships before starting any, because two heads may swap places.
  await eachPart(whole, steps, async (part) => {
    if (groupId) await writer.fillGroup(part, { id: groupId, code: form.group });
    return writer.closeMemberships(part);
  });
  await eachPart(whole, steps, async (part) => {
    await writer.addMemberships(part);
    await writer.addReadiness(part);
    await writer.endFacts(part);
    await writer.addFacts(part);
    await writer.addHelpers(part);
    return true;
  });
  await refuseHeadless(tx, writer, whole, headed);
  const passedOver = await tx.$executeRaw`
    UPDATE import_row SET outcome = 'passed_over' WHERE import_run_id = ${run.id}::uuid AND verdict = 'passed_over'`;
  const outcomes = { added: 0, changed: 0, same: 0, left_out: 0, wrong: 0, passed_over: passedOver };
  let incomplete = 0;
  await eachPart(whole, steps, async (part) => {
    for (const closed of await closeRows(tx, scope, part)) {
      outcomes[closed.outcome] += closed.count;
      incomplete += closed.incomplete;
    }
    return true;
  });

  await finish(tx, run, { status: 'confirmed', finishedBy: actor.id, finishedAt: at });
  await tx.$executeRaw`UPDATE import_run SET counts = counts || ${JSON.stringify({ outcomes, incomplete })}::jsonb WHERE id = ${run.id}::uuid`;
  await logEvent(tx, { actor, at }, 'import.confirm', run.id, {
    newResidents: outcomes.added,
    changedResidents: outcomes.changed,
    newHouseholds: writer.written.households,
    newFacts: writer.written.facts,
    newHelpers: writer.written.helpers,
    newGroups: groups.created,
    leftOut: outcomes.left_out + outcomes.wrong,
    ...(groupId && { groupOfList: form.group }),
  });
}

/** Traverses the rows part by part. @throws WriteRefused when the register differs from what the preview saw. */
async function eachPart({ to: last }: RowRange, steps: Steps, write: (part: RowRange) => Promise<boolean>) {
  for (let from = 0; from < last; from += ROWS_PER_STEP) {
    await steps.next();
    if (!(await write({ from, to: from + ROWS_PER_STEP }))) throw new WriteRefused([CHANGED_SINCE]);
  }
}

/**
 * Refuses when two rows were decided to be one person, or when a person of the list was registered meanwhile. A person
 * already matched by another row does not count as registered meanwhile.
 */
async function refuseClashes(tx: Transaction, { runId, wardId }: ListScope, writer: RegisterWriter, whole: RowRange) {
  const doubled = await queryRows(tx, 'import-doubled-residents', z.object({ rows: z.string(), name: z.string() }))`
      WITH ${writer.chosen(whole)}
    SELECT string_agg(chosen.row_number::text, ', ' ORDER BY chosen.row_number) AS rows, min(r.full_name) AS name
    FROM chosen JOIN resident r ON r.id = chosen."residentId" GROUP BY chosen."residentId" HAVING count(*) > 1 LIMIT 5`;
  if (doubled.length > 0)
    throw new WriteRefused(
      doubled.map(
        ({ rows, name }) =>
          `Các dòng ${rows} cùng được ghép với một người trong sổ: ${name}. Mỗi người chỉ nhận một dòng.`,
      ),
    );
  const entered = await queryRows(tx, 'import-entered-meanwhile', z.object({ name: z.string() }))`
      WITH ${writer.chosen(whole)}
    SELECT DISTINCT r.full_name AS name
    FROM chosen
    JOIN resident r ON r.ward_id = ${wardId}::uuid AND r.name_folded = fold_vietnamese(chosen.resident ->> 'fullName')
      AND r.birth_date IS NOT DISTINCT FROM (chosen.resident ->> 'birthDate')::date
    JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL
    JOIN household h ON h.id = m.household_id
    WHERE chosen.verdict = 'new' AND chosen."residentVersion" IS NULL AND (r.national_number_hash IS NULL OR chosen.hash IS NULL)
      AND (h.id = (chosen.membership ->> 'householdId')::uuid OR h.address_line = chosen.household -> 'fields' ->> 'addressLine')
      AND NOT EXISTS (SELECT 1 FROM import_row known WHERE known.resident_id = r.id AND known.import_run_id = ${runId}::uuid AND known.verdict IN ('same', 'changed'))
    LIMIT 3`;
  if (entered.length > 0)
    throw new WriteRefused([
      `Người mới trong danh sách vừa được ghi vào sổ: ${entered.map(({ name }) => name).join(', ')}.`,
      CHANGED_SINCE,
    ]);
}

async function groupCodesIn(tx: Transaction, writer: RegisterWriter, whole: RowRange): Promise<string[]> {
  const named = await queryRows(tx, 'import-group-codes', z.object({ code: z.string() }))`
      WITH ${writer.chosen(whole)} SELECT DISTINCT household -> 'fields' ->> 'groupCode' AS code FROM chosen WHERE household -> 'fields' ->> 'groupCode' IS NOT NULL ORDER BY 1`;
  return named.map(({ code }) => code);
}

/** Residential groups by comparable code; missing ones are opened if the reviewer agreed. */
async function openGroups(
  tx: Transaction,
  { runId, wardId, at, today }: ListScope,
  named: readonly string[],
  { createGroups, group }: Confirmation,
): Promise<{ ids: Record<string, string>; created: string[] }> {
  const known = await tx.residentialGroup.findMany({
    where: { wardId, validTo: null },
    select: { id: true, code: true },
  });
  const ids = Object.fromEntries(
    known.flatMap(({ id, code }) => {
      const key = groupCodeOf(code);
      return key ? [[key, id]] : [];
    }),
  );
  const codes = new Set([...named, ...(group ? [group] : [])]);
  const missing = createGroups ? [...codes].filter((code) => !(code in ids)) : [];
  const groups = missing.map((code) => ({ id: newIdAt(at), wardId, code, name: groupName(code), validFrom: today }));
  await tx.residentialGroup.createMany({ data: groups });
  await tx.importEffect.createMany({
    data: groups.map(({ id }) => ({
      importRunId: runId,
      target: 'residential_group',
      recordId: id,
      wardId,
      versionAfter: 1,
    })),
  });
  for (const { id, code } of groups) ids[code] = id;
  return { ids, created: missing };
}

/** Registered households of the list that have a head now. */
async function headedHouseholds(tx: Transaction, writer: RegisterWriter, whole: RowRange): Promise<string[]> {
  const rows = await queryRows(tx, 'import-headed-households', z.object({ id: z.string() }))`
      WITH ${writer.chosen(whole)}
    SELECT DISTINCT m.household_id AS id FROM chosen
    JOIN household_membership m ON m.household_id = (chosen.membership ->> 'householdId')::uuid AND m.valid_to IS NULL AND m.relation = 'head'`;
  return rows.map(({ id }) => id);
}

/** The skipped row may have replaced the head: a household that had one keeps one. */
async function refuseHeadless(
  tx: Transaction,
  writer: RegisterWriter,
  whole: RowRange,
  headedBefore: readonly string[],
): Promise<void> {
  const rows = await queryRows(tx, 'import-headless-households', z.object({ address: z.string(), row: z.number() }))`
      WITH ${writer.chosen(whole)}
    SELECT h.address_line AS address, min(chosen.row_number) AS row
    FROM chosen JOIN household h ON h.id = (chosen.membership ->> 'householdId')::uuid
    WHERE h.id = ANY(${[...headedBefore]}::uuid[])
      AND EXISTS (SELECT 1 FROM household_membership m WHERE m.household_id = h.id AND m.valid_to IS NULL)
      AND NOT EXISTS (SELECT 1 FROM household_membership m WHERE m.household_id = h.id AND m.valid_to IS NULL AND m.relation = 'head')
    GROUP BY h.id, h.address_line ORDER BY 2 LIMIT 5`;
  if (rows.length > 0)
    throw new WriteRefused(
      rows.map(
        ({ address, row }) =>
          `Hộ ở ${address} (dòng ${row}) sẽ không còn chủ hộ, vì dòng chủ hộ bị bỏ qua. Xem lại quyết định của dòng đó.`,
      ),
    );
}

const CLOSED_ROWS = z.object({ outcome: z.enum(ImportOutcome), count: z.number(), incomplete: z.number() });

/** Stores the outcome of each row that names a person, and deletes the sealed numbers, which the register now holds. */
async function closeRows(tx: Transaction, { runId, follow }: ListScope, { from, to }: RowRange) {
  const followed = [...follow];
  const isLeftOut = sql`(decision = 'skip' OR (verdict = 'doubtful' AND decision IS NULL)) IS TRUE`;
  return queryRows(tx, 'import-close-rows', CLOSED_ROWS)`WITH closed AS (
      UPDATE import_row SET
        outcome = (CASE
          WHEN verdict = 'wrong' THEN 'wrong'
          WHEN ${isLeftOut} THEN 'left_out'
          WHEN content -> 'writing' @> '{"residentVersion": null}' THEN 'added'
          WHEN changes @> '[{"isOfList": true}]' THEN 'changed'
          WHEN jsonb_typeof(content -> 'writing') IS DISTINCT FROM 'object' THEN 'same'
          WHEN content -> 'writing' -> 'resident' <> '{}' OR content -> 'writing' -> 'differing' ?| ${followed}::text[] OR jsonb_typeof(content -> 'writing' -> 'household') = 'object'
            OR jsonb_typeof(content -> 'writing' -> 'membership') = 'object' OR jsonb_typeof(content -> 'writing' -> 'readiness') = 'object'
            OR ('readiness' = ANY(${followed}::text[]) AND jsonb_typeof(content -> 'writing' -> 'readinessOfList') = 'object') OR content -> 'writing' -> 'facts' <> '[]'
            OR content -> 'writing' -> 'helpers' <> '[]' THEN 'changed'
          ELSE 'same' END)::import_outcome,
        resident_id = CASE WHEN ${isLeftOut} THEN NULL ELSE coalesce((content -> 'writing' ->> 'residentId')::uuid, resident_id) END,
        household_id = CASE WHEN ${isLeftOut} THEN household_id ELSE coalesce((content -> 'writing' -> 'membership' ->> 'householdId')::uuid, household_id) END,
        changes = CASE WHEN changes @? '$[*] ? (exists(@.differs))' THEN (
          SELECT jsonb_agg(CASE WHEN change ->> 'differs' <> ALL(${followed}::text[]) THEN change || '{"isKept": true}' ELSE change END ORDER BY position)
          FROM jsonb_array_elements(changes) WITH ORDINALITY AS said (change, position)) ELSE changes END,
        content = content - '{writing,asNew,candidates,repeat}'::text[], national_number_cipher = NULL, national_number_hash = NULL
      WHERE import_run_id = ${runId}::uuid AND row_number > ${from} AND row_number <= ${to} AND verdict <> 'passed_over'
      RETURNING outcome, problems)
    SELECT outcome::text, count(*)::int AS count, count(*) FILTER (WHERE outcome NOT IN ('wrong', 'left_out') AND problems <> '[]')::int AS incomplete
    FROM closed GROUP BY 1`;
}
