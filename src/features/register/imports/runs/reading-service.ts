import { z } from 'zod';
import type { Context } from '../../../../context';
import type { Database, Reads, Transaction } from '../../../../db/database';
import { queryRows } from '../../../../db/query-rows';
import { lockWhere } from '../../../../db/locks';
import type { Prisma } from '../../../../generated/prisma/client';
import { sql } from '../../../../shared/sql';
import type { Sealer } from '../../../../shared/sealer';
import { placeIn } from '../../national-numbers/sealed-columns';
import type { ComparedRow } from '../comparing/compared-row';
import type { ColumnQuestion } from '../reading/find-header';
import type { ListColumns } from '../reading/listed-person';
import type { RunCounts, RunOptions } from './run-options';

/** Size of a sealed part of a file: small enough to seal, send and open without a second copy of the whole. */
export const PART_BYTES = 1 << 20;

/** A file during whose reading the server died this often is not tried again. */
const MAX_ATTEMPTS = 3;

/** A user stopped the reading: its results are discarded, and this is not an error. */
export class ReadingStopped extends Error {}

export interface ListToRead {
  wardId: string;
  options: RunOptions;
}

/**
 * Starts reading a list, or restarts it after its process died; discards everything of the previous attempt. Null when
 * it was stopped meanwhile, or has failed now because its server died too often.
 */
export const beginReading = async ({ db, now }: Context, runId: string): Promise<ListToRead | null> =>
  db.prisma.$transaction(async (tx) => {
    const run = await lockRun(tx, runId);
    if (run?.status !== 'waiting' && run?.status !== 'reading') return null;
    await tx.importRow.deleteMany({ where: { importRunId: runId } });
    if (run.attempts >= MAX_ATTEMPTS || (await tx.importFilePart.count({ where: { importRunId: runId } })) === 0) {
      await endWithoutRows(tx, runId, {
        status: 'failed',
        failure:
          'Máy chủ dừng giữa lúc đọc tệp, đã thử lại mà không xong. Sổ chưa thay đổi gì; chép riêng danh sách sang sổ Excel mới rồi gửi.',
        finishedAt: now(),
      });
      return null;
    }
    await tx.importRun.update({
      where: { id: runId },
      data: { status: 'reading', attempts: { increment: 1 }, rowsDone: 0, rowsTotal: 0 },
    });
    return { wardId: run.wardId, options: run.options as unknown as RunOptions };
  });

/** The application is shutting down, so the attempt does not count against the file. */
export async function pauseReading({ prisma }: Database, runId: string): Promise<void> {
  await prisma.importRun.updateMany({
    where: { id: runId, status: 'reading' },
    data: { status: 'waiting', attempts: { decrement: 1 } },
  });
}

/** Keeps the list until the reviewer says which columns are which. */
export async function askColumns({ prisma }: Database, runId: string, question: ColumnQuestion): Promise<void> {
  await prisma.$executeRaw`
    UPDATE import_run SET status = 'waiting', attempts = 0, rows_total = 0, options = options || ${JSON.stringify({ question })}::jsonb
    WHERE id = ${runId}::uuid AND status = 'reading'`;
}

export async function* openParts(db: Reads, sealer: Sealer, wardId: string, runId: string) {
  for (let position = 0; ; position += 1) {
    const [part] = await queryRows(db, 'import-file-part', z.object({ cipher: z.instanceof(Buffer) }))`
        SELECT cipher FROM import_file_part WHERE import_run_id = ${runId} AND position = ${position}`;
    if (!part) return;
    yield sealer.openBytes(part.cipher, placeIn('import_file_part.cipher', wardId, runId, position));
  }
}

/** Reports how many rows were found. @throws ReadingStopped when a user stopped the reading. */
export async function noteTotal({ pool }: Database, runId: string, total: number): Promise<void> {
  const { rowCount } = await pool.query(
    sql`UPDATE import_run SET rows_total = ${total} WHERE id = ${runId} AND status = 'reading'`,
  );
  if (rowCount === 0) throw new ReadingStopped();
}

/**
 * Stores compared rows; `done` is the last row number. @throws ReadingStopped, and stores nothing, when a user stopped
 * the reading.
 */
export async function keepRows({ pool }: Database, runId: string, rows: readonly ComparedRow[], done: number) {
  const { rowCount } = await pool.query(
    sql`WITH run AS (UPDATE import_run SET rows_done = ${done} WHERE id = ${runId} AND status = 'reading' RETURNING id, ward_id)
      INSERT INTO import_row (import_run_id, ward_id, row_number, verdict, resident_id, household_id, content, problems, changes, national_number_cipher, national_number_hash)
      SELECT run.id, run.ward_id, r."rowNumber", r.verdict, r."residentId", r."householdId", r.content, r.problems, r.changes,
        decode(r.number ->> 'cipher', 'base64'), decode(r.number ->> 'hash', 'base64')
      FROM run, jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r ("rowNumber" int, verdict import_verdict, "residentId" uuid, "householdId" uuid, content jsonb, problems jsonb, changes jsonb, number jsonb)`,
  );
  if (rowCount === 0) throw new ReadingStopped();
}

/** The whole list is compared and ready for review. The file is deleted, because it is no longer needed. */
export async function finishPreview({ db }: Context, runId: string, columns: ListColumns, counts: RunCounts) {
  await db.prisma.$transaction(async (tx) => {
    const { count } = await tx.importRun.updateMany({
      where: { id: runId, status: 'reading' },
      data: {
        status: 'previewed',
        attempts: 0,
        columns: columns as unknown as Prisma.InputJsonValue,
        counts: counts as unknown as Prisma.InputJsonValue,
      },
    });
    if (count > 0) await tx.importFilePart.deleteMany({ where: { importRunId: runId } });
  });
}

/** Ends a reading that cannot continue: keeps the reason, deletes the rows and the file. */
export async function failReading({ db, now }: Context, runId: string, reason: string): Promise<void> {
  await db.prisma.$transaction(async (tx) => {
    if ((await lockRun(tx, runId))?.status !== 'reading') return;
    await tx.importRow.deleteMany({ where: { importRunId: runId } });
    await endWithoutRows(tx, runId, { status: 'failed', failure: reason, finishedAt: now() });
  });
}

async function lockRun(tx: Transaction, runId: string) {
  await lockWhere(tx, 'import_run', sql`id = ${runId}::uuid`, 'NO KEY UPDATE');
  return tx.importRun.findUnique({ where: { id: runId } });
}

async function endWithoutRows(tx: Prisma.TransactionClient, runId: string, data: Prisma.ImportRunUncheckedUpdateInput) {
  await tx.importFilePart.deleteMany({ where: { importRunId: runId } });
  await tx.importRun.update({ where: { id: runId }, data });
}
