import { z } from 'zod';
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { AppContext, Context } from '../../../../context';
import type { Transaction } from '../../../../db/database';
import { directTransaction } from '../../../../db/direct-transaction';
import { queryRows } from '../../../../db/query-rows';
import { lockName, lockOrNotFound } from '../../../../db/locks';
import type { ImportRun, Prisma } from '../../../../generated/prisma/client';
import { blocked, DONE, UNCHANGED, type Done } from '../../../../shared/outcome';
import { done, logEvent, verb, type Act } from '../../../office/audit/transact';
import type { Actor } from '../../../../actor';
import { placeIn } from '../../national-numbers/sealed-columns';
import type { Decision } from './forms';
import { FIELDS, type AskableField } from '../reading/columns';
import { suggestedGroup } from '../reading/list-group';
import type { ListColumns } from '../reading/listed-person';
import { columnLetter } from '../reading/raw-row';
import { IS_QUEUED } from './queries';
import { PART_BYTES } from './reading-service';
import { knownGroups } from '../comparing/register-queries';
import type { Confirmation, RunOptions } from './run-options';

// Users' decisions about an import; the job does the long work.

/** Maximum number of lists of one ward in the queue, so that repeated uploads cannot fill the database. */
const MAX_WAITING = 5;

interface SentList {
  id: string;
  fileName: string;
  file: FileHandle;
  options: RunOptions;
}

/** Nothing was stored: too many lists are waiting to be read. */
interface QueueFull {
  kind: 'queue-full';
}

/** Stores an uploaded file, sealed, until the job has read it. */
export async function sendList(
  { db, now, sealer }: Context & Pick<AppContext, 'sealer'>,
  actor: Actor,
  { id, fileName, file, options }: SentList,
): Promise<Done | QueueFull> {
  const hash = createHash('sha256');
  for await (const part of partsOf(file)) hash.update(part);
  // Prisma's client would make text of the bytes, several times their size.
  return directTransaction(db, async (tx): Promise<Done | QueueFull> => {
    await lockName(tx, `sent lists ${actor.wardId}`);
    const [queue] = await queryRows(tx, 'import-queue-of-ward', z.object({ count: z.number() }))`
        SELECT count(*)::int AS count FROM import_run WHERE ward_id = ${actor.wardId}::uuid AND ${IS_QUEUED}`;
    if (queue!.count >= MAX_WAITING) return { kind: 'queue-full' };
    await tx.$executeRaw`
      INSERT INTO import_run (id, ward_id, file_name, file_sha256, status, options, created_by, created_at)
      VALUES (${id}::uuid, ${actor.wardId}::uuid, ${fileName}, ${hash.digest()}, 'waiting',
        ${JSON.stringify(options)}::jsonb, ${actor.id}::uuid, ${now()}::timestamptz)`;
    let position = 0;
    for await (const part of partsOf(file)) {
      const cipher = sealer.sealBytes(part, placeIn('import_file_part.cipher', actor.wardId, id, position));
      await tx.$executeRaw`
        INSERT INTO import_file_part (import_run_id, position, ward_id, cipher)
        VALUES (${id}::uuid, ${position}::int, ${actor.wardId}::uuid, ${cipher}::bytea)`;
      position += 1;
    }
    await logEvent(tx, { actor, at: now() }, 'import.begin', id, { fileName });
    return DONE;
  });
}

/** The parts of a file, one after the other in the same buffer. */
async function* partsOf(file: FileHandle): AsyncGenerator<Buffer> {
  const buffer = Buffer.alloc(PART_BYTES);
  for (let at = 0, bytesRead = 0; ; at += bytesRead) {
    ({ bytesRead } = await file.read(buffer, 0, PART_BYTES, at));
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

/**
 * Declares a change of an import of the ward. NO KEY UPDATE does not conflict with the foreign key locks of rows that a
 * confirmation inserts, so this need not wait for its end.
 */
const runVerb = <Given extends unknown[], Outcome extends object>(
  change: (act: Act & { run: ImportRun }, ...given: Given) => Promise<Outcome>,
) =>
  verb(async (act, id: string, ...given: Given) => {
    await lockOrNotFound(act.tx, 'import_run', { id, wardId: act.actor.wardId }, 'NO KEY UPDATE');
    const run = await act.tx.importRun.findUniqueOrThrow({ where: { id } });
    return change({ ...act, run }, ...given);
  });

/** Stores what the reviewer said of the columns that were asked about; the list is read again. */
export const answerColumns = runVerb(
  async ({ tx, run }, chosen: readonly (readonly [column: number, field: AskableField])[]) => {
    const { question, ...options } = run.options as unknown as RunOptions;
    if (run.status !== 'waiting' || !question) return UNCHANGED;
    const asked = chosen.filter(([column]) => question.columns.some((of) => of.column === column));
    const answered = { ...question, fields: Object.fromEntries(asked) };
    await tx.importRun.update({
      where: { id: run.id },
      data: { options: { ...options, answered } as unknown as Prisma.InputJsonValue },
    });
    const columns = asked.map(([column, field]) => `${columnLetter(column)}: ${FIELDS[field]}`).join(', ');
    return done('import.choose-columns', run.id, { columns });
  },
);

/** Declares a decision about rows of a preview. @param store returns the number of rows decided. */
const decision = <Given extends unknown[]>(
  store: (tx: Transaction, runId: string, ...given: Given) => Promise<number>,
) =>
  runVerb(async ({ tx, run: { id, status } }, ...given: Given) => {
    const rows = status === 'previewed' ? await store(tx, id, ...given) : 0;
    return rows > 0 ? { ...done('import.decide', id, { rows }), rows } : { ...UNCHANGED, rows };
  });

/** Stores the reviewer's decisions about rows that are doubtful or have wrong cells. */
export const decideRows = decision(async (tx, runId, decisions: readonly Decision[]) => {
  const skipped = await tx.$executeRaw`
      UPDATE import_row AS row SET decision = nullif(said.decision, 'write')
      FROM jsonb_to_recordset(${JSON.stringify(decisions)}::jsonb) AS said ("rowNumber" int, decision text)
      WHERE row.import_run_id = ${runId}::uuid AND row.row_number = said."rowNumber" AND said.decision IN ('skip', 'write')
        AND row.verdict IN ('new', 'changed') AND row.problems <> '[]'`;
  const decided = await tx.$executeRaw`
      UPDATE import_row AS row
      SET decision = d.decision,
          resident_id = coalesce((d.candidate ->> 'residentId')::uuid, row.resident_id),
          changes = coalesce(d.candidate -> 'changes', '[]'),
          content = jsonb_set(row.content, '{writing}', coalesce(CASE d.decision WHEN 'same_person' THEN d.candidate -> 'writing' WHEN 'new_person' THEN row.content -> 'asNew' END, 'null'))
      FROM (
        SELECT said.*, known.candidate, old.row_number
        FROM jsonb_to_recordset(${JSON.stringify(decisions)}::jsonb) AS said ("rowNumber" int, decision text, "residentId" text)
        JOIN import_row AS old ON old.import_run_id = ${runId}::uuid AND old.row_number = said."rowNumber" AND old.verdict = 'doubtful'
        LEFT JOIN LATERAL (
          SELECT candidate FROM jsonb_array_elements(old.content -> 'candidates') AS candidate WHERE candidate ->> 'residentId' = said."residentId") AS known ON true
      ) AS d
      WHERE row.import_run_id = ${runId}::uuid AND row.row_number = d.row_number AND d.decision <> 'write'
        AND (d.decision <> 'same_person' OR d.candidate IS NOT NULL) AND (d.decision <> 'new_person' OR jsonb_typeof(row.content -> 'asNew') = 'object')`;
  return skipped + decided;
});

/** Decides "the same person" for every undecided row with only one registered candidate, except similar names. */
export const decideSingleCandidates = decision(
  (tx, runId) => tx.$executeRaw`
      UPDATE import_row
      SET decision = 'same_person', resident_id = (content -> 'candidates' -> 0 ->> 'residentId')::uuid, changes = content -> 'candidates' -> 0 -> 'changes',
          content = jsonb_set(content, '{writing}', content -> 'candidates' -> 0 -> 'writing')
      WHERE import_run_id = ${runId}::uuid AND verdict = 'doubtful' AND decision IS NULL AND jsonb_array_length(content -> 'candidates') = 1
        AND content @? '$.candidates[0] ? (@.isNearName == false)'`,
);

/** Discards a preview; the register was never changed. Doing it twice does nothing. */
export const discardImport = runVerb(async ({ tx, actor, now, run: { id: runId, status } }) => {
  if (status !== 'previewed') return UNCHANGED;
  await tx.importRow.deleteMany({ where: { importRunId: runId } });
  await tx.importRun.update({
    where: { id: runId },
    data: { status: 'discarded', finishedBy: actor.id, finishedAt: now() },
  });
  return done('import.discard', runId);
});

/**
 * Stops the current operation: a reading is discarded with its file; a confirmation writes nothing and its preview is
 * restored. The job notices at its next step.
 */
export const stopImport = runVerb(async ({ tx, actor, now, run: { id: runId, status } }) => {
  if (status === 'waiting' || status === 'reading') {
    await tx.importRow.deleteMany({ where: { importRunId: runId } });
    await tx.importFilePart.deleteMany({ where: { importRunId: runId } });
    await tx.importRun.update({
      where: { id: runId },
      data: { status: 'cancelled', finishedBy: actor.id, finishedAt: now() },
    });
  } else if (status === 'confirming') {
    await tx.importRun.update({ where: { id: runId }, data: { ...NO_PENDING_REQUEST, status: 'previewed' } });
  } else return UNCHANGED;
  const step = status === 'confirming' ? 'confirming' : 'reading';
  return { ...done('import.stop', runId, { step }), step } as const;
});

/** The columns of a run without a pending request. */
export const NO_PENDING_REQUEST = {
  request: {},
  requestedBy: null,
  requestedAt: null,
  attempts: 0,
  rowsDone: 0,
} satisfies Prisma.ImportRunUncheckedUpdateInput;

/**
 * Requests that a previewed list is written to the register. Requested twice, even by two people, it is written once.
 */
export const requestConfirmation = runVerb(
  async ({ tx, actor, now, run: { id: runId, status, columns } }, form: Confirmation) => {
    if (status === 'confirming' || status === 'confirmed') return UNCHANGED;
    if (status !== 'previewed') return blocked('Lần nhập này không còn chờ xác nhận.');
    const [wrong, undecided] = [
      await tx.importRow.count({ where: { importRunId: runId, verdict: 'wrong' } }),
      await tx.importRow.count({ where: { importRunId: runId, verdict: 'doubtful', decision: null } }),
    ];
    const blockers = [
      wrong > 0 &&
        !form.leaveOutWrong &&
        `Còn ${wrong} dòng sai. Sửa trong tệp rồi gửi lại, hoặc đánh dấu “Bỏ các dòng sai”.`,
      undecided > 0 &&
        !form.skipUndecided &&
        `Còn ${undecided} dòng nghi trùng chưa quyết định. Quyết định từng dòng, hoặc đánh dấu “Bỏ qua các dòng nghi trùng chưa quyết định”.`,
      form.group !== '' &&
        !(await isGroupOffered(tx, actor, columns, form.group)) &&
        'Chọn tổ dân phố trong danh sách.',
    ].filter((blocker) => blocker !== false);
    if (blockers.length > 0) return blocked(...blockers);
    return request(tx, actor, runId, {
      status: 'confirming',
      request: form as unknown as Prisma.InputJsonValue,
      requestedAt: now(),
    });
  },
);

/** Whether a group belongs to the ward or is named by the list, in which case it may be opened with it. */
async function isGroupOffered(tx: Transaction, { wardId }: Actor, columns: unknown, code: string): Promise<boolean> {
  if ((await knownGroups({ prisma: tx }, wardId)).has(code)) return true;
  return suggestedGroup((columns as Partial<ListColumns>).groups ?? [])?.code === code;
}

/**
 * Requests that a confirmed list is reverted. Requested twice, it is done once. Whether this is possible is checked
 * now and again when it is done.
 */
export const requestRevert = runVerb(async ({ tx, actor, now, run: { id: runId, status } }, reason: string) => {
  if (status === 'reverting' || status === 'reverted') return UNCHANGED;
  if (status !== 'confirmed') return blocked('Chỉ hoàn tác được lần nhập đã ghi vào sổ.');
  return request(tx, actor, runId, { status: 'reverting', request: { reason }, requestedAt: now() });
});

async function request(
  tx: Transaction,
  actor: Actor,
  runId: string,
  data: Pick<Prisma.ImportRunUncheckedUpdateInput, 'status' | 'request' | 'requestedAt'>,
): Promise<Done> {
  await tx.importRun.update({
    where: { id: runId },
    data: { ...NO_PENDING_REQUEST, ...data, requestedBy: actor.id, refusals: [] },
  });
  return DONE;
}
