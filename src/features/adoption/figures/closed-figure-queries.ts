import type { Database } from '../../../db/database';
import type { LocalDate } from '../../../shared/dates';

/** A closing as it is stored. */
export interface ClosingRow {
  id: string;
  /** The first day of the closed month. */
  month: LocalDate;
  /** 1 for the first closing; each reopening and closing again adds one. */
  revision: number;
  closedAt: Date;
  closedByName: string;
  /** Why the closing before this one was reopened; '' for the first. */
  reason: string;
  /** StoredFigures. */
  figures: unknown;
}

/** @returns null when the ward has no such closing. */
export async function findClosing({ pool }: Database, wardId: string, id: string): Promise<ClosingRow | null> {
  const { rows } = await pool.query<ClosingRow>({
    name: 'reports-closing',
    text: `SELECT c.id, c.month, c.revision, c.closed_at AS "closedAt", u.display_name AS "closedByName", c.figures,
             coalesce((SELECT reopen_reason FROM month_closing before WHERE before.ward_id = $1 AND before.month = c.month AND before.revision = c.revision - 1), '') AS reason
           FROM month_closing c JOIN user_account u ON u.id = c.closed_by WHERE c.ward_id = $1 AND c.id = $2`,
    values: [wardId, id],
  });
  return rows[0] ?? null;
}

/** The id of the valid closing of a month; null while the month is open. @param month its first day. */
export async function findCurrentClosing({ pool }: Database, wardId: string, month: LocalDate): Promise<string | null> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'reports-standing-closing',
    text: 'SELECT id FROM month_closing WHERE ward_id = $1 AND month = $2 AND reopened_at IS NULL',
    values: [wardId, month],
  });
  return rows[0]?.id ?? null;
}
