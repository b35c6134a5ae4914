import { z } from 'zod';
import type { Database, Reads } from '../../../../db/database';
import { queryMaybe, queryRow, queryRows } from '../../../../db/query-rows';
import { MergeKind } from '../../../../generated/prisma/enums';
import { constant, empty, sql } from '../../../../shared/sql';

export const MERGE_PAGE_SIZE = 50;

const MERGE_ROW = z.object({
  id: z.string(),
  kind: z.enum(MergeKind),
  keptId: z.string(),
  removedId: z.string(),
  mergedAt: z.date(),
  mergedBy: z.string(),
  undoneAt: z.date().nullable(),
  undoneBy: z.string().nullable(),
  /** Null after 30 days. */
  snapshotCipher: z.instanceof(Uint8Array).nullable(),
  /** The current name of the kept record; null when that record no longer exists. */
  keptName: z.string().nullable(),
});
export type MergeRow = z.infer<typeof MERGE_ROW>;

const COLUMNS = sql`m.id, m.kind, m.kept_id AS "keptId", m.removed_id AS "removedId", m.merged_at AS "mergedAt", by.display_name AS "mergedBy", m.undone_at AS "undoneAt",
  undoer.display_name AS "undoneBy", m.snapshot_cipher AS "snapshotCipher", coalesce(r.full_name, h.address_line) AS "keptName"`;
const JOINS = sql`JOIN user_account by ON by.id = m.merged_by LEFT JOIN user_account undoer ON undoer.id = m.undone_by
  LEFT JOIN resident r ON m.kind = 'resident' AND r.id = m.kept_id LEFT JOIN household h ON m.kind = 'household' AND h.id = m.kept_id`;

/** The merges of a ward, the newest first; one row more than a page when there are older ones. */
export const listMerges = (db: Reads, wardId: string, { after }: { after: string | null }) =>
  queryRows(db, 'merges-list', MERGE_ROW.extend({ total: z.number() }))`
      SELECT ${COLUMNS}, (SELECT count(*)::int FROM register_merge WHERE ward_id = ${wardId}) AS total
      FROM (SELECT * FROM register_merge m WHERE m.ward_id = ${wardId}
        ${after ? sql`AND (m.merged_at, m.id) < (SELECT l.merged_at, l.id FROM register_merge l WHERE l.ward_id = ${wardId} AND l.id = ${after})` : empty}
        ORDER BY m.merged_at DESC, m.id DESC LIMIT ${constant(MERGE_PAGE_SIZE + 1)}) AS m ${JOINS}
      ORDER BY m.merged_at DESC, m.id DESC`;

export const getMerge = (db: Reads, wardId: string, id: string): Promise<MergeRow> =>
  queryRow(db, 'merges-get', MERGE_ROW)`
      SELECT ${COLUMNS} FROM register_merge m ${JOINS} WHERE m.ward_id = ${wardId} AND m.id = ${id}`;

/** The merge that resulted from a pair, unless it was undone. */
export async function findMergeOfPair({ prisma }: Database, wardId: string, pairId: string): Promise<string | null> {
  const merge = await prisma.registerMerge.findFirst({
    where: { wardId, pairId, undoneAt: null },
    select: { id: true },
  });
  return merge?.id ?? null;
}

const KEPT_RECORD = z.object({ id: z.string(), name: z.string(), mergedBy: z.string(), mergedAt: z.date() });

/** The record that a removed record was merged into, following any chain of merges; null when it was not merged. */
export const findKept = (
  db: Reads,
  wardId: string,
  kind: MergeKind,
  id: string,
): Promise<z.infer<typeof KEPT_RECORD> | null> =>
  queryMaybe(db, 'merges-kept', KEPT_RECORD)`WITH RECURSIVE trail AS (
        SELECT m.*, 1 AS steps FROM register_merge m WHERE m.ward_id = ${wardId} AND m.kind = ${kind} AND m.removed_id = ${id} AND m.undone_at IS NULL
        UNION ALL
        SELECT m.*, t.steps + 1 FROM trail t JOIN register_merge m ON m.removed_id = t.kept_id AND m.ward_id = ${wardId} AND m.undone_at IS NULL WHERE t.steps < 100)
      SELECT t.kept_id AS id, coalesce(r.full_name, h.address_line) AS name, u.display_name AS "mergedBy", t.merged_at AS "mergedAt"
      FROM trail t JOIN user_account u ON u.id = t.merged_by LEFT JOIN resident r ON r.id = t.kept_id LEFT JOIN household h ON h.id = t.kept_id
      WHERE coalesce(r.id, h.id) IS NOT NULL ORDER BY t.steps DESC LIMIT 1`;

/** The last digits of both sides' national numbers, while they are stored. */
export async function findMergeNumbers({ prisma }: Database, mergeId: string) {
  const numbers = await prisma.registerMergeNumber.findMany({
    where: { mergeId },
    select: { side: true, nationalNumberLast4: true },
  });
  const of = (side: 'kept' | 'removed') => numbers.find((number) => number.side === side)?.nationalNumberLast4 ?? null;
  return { kept: of('kept'), removed: of('removed') };
}
