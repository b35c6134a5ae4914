import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryMaybe, queryRows } from '../../../db/query-rows';
import type { LocalDate } from '../../../shared/dates';

/** A closing as it is stored. */
const CLOSING_ROW = z.object({
  id: z.string(),
  /** The first day of the closed month. */
  month: z.string(),
  /** 1 for the first closing; each reopening and closing again adds one. */
  revision: z.number(),
  closedAt: z.date(),
  closedByName: z.string(),
  /** When the chairman confirmed it; null while it waits. */
  confirmedAt: z.date().nullable(),
  /** Why the closing before this one was reopened; '' for the first. */
  reason: z.string(),
  /** StoredFigures. */
  figures: z.unknown(),
});
export type ClosingRow = z.infer<typeof CLOSING_ROW>;

/** @returns null when the ward has no such closing. */
export const findClosing = (db: Reads, wardId: string, id: string): Promise<ClosingRow | null> =>
  queryMaybe(db, 'closing', CLOSING_ROW)`
      SELECT c.id, c.month, c.revision, c.closed_at AS "closedAt", u.display_name AS "closedByName", c.confirmed_at AS "confirmedAt", c.figures,
        coalesce((SELECT reopen_reason FROM month_closing before WHERE before.ward_id = c.ward_id AND before.month = c.month AND before.revision = c.revision - 1), '') AS reason
      FROM month_closing c JOIN user_account u ON u.id = c.closed_by WHERE c.ward_id = ${wardId} AND c.id = ${id}`;

/** The id of the valid closing of a month; null while the month is open. @param month its first day. */
export async function findCurrentClosing(db: Reads, wardId: string, month: LocalDate): Promise<string | null> {
  const [closing] = await queryRows(db, 'closing-of-month', z.object({ id: z.string() }))`
      SELECT id FROM month_closing WHERE ward_id = ${wardId} AND month = ${month} AND reopened_at IS NULL`;
  return closing?.id ?? null;
}
