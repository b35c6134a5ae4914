import type { Database } from '../../../../db/database';
import type { MergeKind } from '../../../../generated/prisma/enums';
import { NotFoundError } from '../../../../shared/errors';

export const MERGE_PAGE_SIZE = 50;

export interface MergeRow {
  id: string;
  kind: MergeKind;
  keptId: string;
  removedId: string;
  mergedAt: Date;
  mergedBy: string;
  undoneAt: Date | null;
  undoneBy: string | null;
  /** Null after 30 days. */
  snapshotCipher: Uint8Array | null;
  /** The current name of the kept record; null when that record no longer exists. */
  keptName: string | null;
  /** In the list: how long it is. */
  total?: number;
}

const COLUMNS = `m.id, m.kind, m.kept_id AS "keptId", m.removed_id AS "removedId", m.merged_at AS "mergedAt", by.display_name AS "mergedBy", m.undone_at AS "undoneAt",
  undoer.display_name AS "undoneBy", m.snapshot_cipher AS "snapshotCipher", coalesce(r.full_name, h.address_line) AS "keptName"`;
const JOINS = `JOIN user_account by ON by.id = m.merged_by LEFT JOIN user_account undoer ON undoer.id = m.undone_by
  LEFT JOIN resident r ON m.kind = 'resident' AND r.id = m.kept_id LEFT JOIN household h ON m.kind = 'household' AND h.id = m.kept_id`;

/** The merges of a ward, the newest first; one row more than a page when there are older ones. */
export async function listMerges(
  { pool }: Database,
  wardId: string,
  { after }: { after: string | null },
): Promise<MergeRow[]> {
  const { rows } = await pool.query<MergeRow>({
    name: 'merges-list',
    text: `SELECT ${COLUMNS}, (SELECT count(*)::int FROM register_merge WHERE ward_id = $1) AS total
           FROM (SELECT * FROM register_merge m WHERE m.ward_id = $1
             AND ($2::uuid IS NULL OR (m.merged_at, m.id) < (SELECT l.merged_at, l.id FROM register_merge l WHERE l.ward_id = $1 AND l.id = $2))
             ORDER BY m.merged_at DESC, m.id DESC LIMIT ${MERGE_PAGE_SIZE + 1}) AS m ${JOINS}
           ORDER BY m.merged_at DESC, m.id DESC`,
    values: [wardId, after],
  });
  return rows;
}

export async function getMerge({ pool }: Database, wardId: string, id: string): Promise<MergeRow> {
  const { rows } = await pool.query<MergeRow>({
    name: 'merges-get',
    text: `SELECT ${COLUMNS} FROM register_merge m ${JOINS} WHERE m.ward_id = $1 AND m.id = $2`,
    values: [wardId, id],
  });
  if (!rows[0]) throw new NotFoundError();
  return rows[0];
}

/** The merge that resulted from a pair, unless it was undone. */
export async function findMergeOfPair({ prisma }: Database, wardId: string, pairId: string): Promise<string | null> {
  const merge = await prisma.registerMerge.findFirst({
    where: { wardId, pairId, undoneAt: null },
    select: { id: true },
  });
  return merge?.id ?? null;
}

interface KeptRecord {
  id: string;
  name: string;
  mergedBy: string;
  mergedAt: Date;
}

/** The record that a removed record was merged into, following any chain of merges; null when it was not merged. */
export async function findKept(
  { pool }: Database,
  wardId: string,
  kind: MergeKind,
  id: string,
): Promise<KeptRecord | null> {
  const { rows } = await pool.query<KeptRecord>({
    name: 'merges-kept',
    text: `WITH RECURSIVE trail AS (
             SELECT m.*, 1 AS steps FROM register_merge m WHERE m.ward_id = $1 AND m.kind = $2 AND m.removed_id = $3 AND m.undone_at IS NULL
             UNION ALL
             SELECT m.*, t.steps + 1 FROM trail t JOIN register_merge m ON m.removed_id = t.kept_id AND m.ward_id = $1 AND m.undone_at IS NULL WHERE t.steps < 100)
           SELECT t.kept_id AS id, coalesce(r.full_name, h.address_line) AS name, u.display_name AS "mergedBy", t.merged_at AS "mergedAt"
           FROM trail t JOIN user_account u ON u.id = t.merged_by LEFT JOIN resident r ON r.id = t.kept_id LEFT JOIN household h ON h.id = t.kept_id
           WHERE coalesce(r.id, h.id) IS NOT NULL ORDER BY t.steps DESC LIMIT 1`,
    values: [wardId, kind, id],
  });
  return rows[0] ?? null;
}

/** The last digits of both sides' national numbers, while they are stored. */
export async function findMergeNumbers(
  { prisma }: Database,
  mergeId: string,
): Promise<{ kept: string | null; removed: string | null }> {
  const numbers = await prisma.registerMergeNumber.findMany({
    where: { mergeId },
    select: { side: true, nationalNumberLast4: true },
  });
  const of = (side: 'kept' | 'removed') => numbers.find((number) => number.side === side)?.nationalNumberLast4 ?? null;
  return { kept: of('kept'), removed: of('removed') };
}
