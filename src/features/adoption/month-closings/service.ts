import { newIdAt } from '../../../shared/new-id';
import type { Actor } from '../../../actor';
import type { Context } from '../../../context';
import { fromDbDate, toDbDate } from '../../../db/dates';
import { onSnapshot } from '../../../db/snapshot';
import { formatDate, formatDateTime, type LocalDate, localDateOf, monthEndOf } from '../../../shared/dates';
import { invalid, UNCHANGED } from '../../../shared/outcome';
import { NotFoundError } from '../../../shared/errors';
import { done, transact, verb } from '../../office/audit/transact';
import { workingCalendar } from '../../office/calendar/working-days';
import { listFactsOn } from '../../office/calendar/queries';
import { weekEnds } from '../figures/adoption';
import { isBeforeBook } from '../figures/report-months';
import { toStore } from '../figures/closed-figures';
import { readClosedRows } from '../figure-lists/closed-row-queries';
import { WEEKS } from '../figures/figure-sql';
import { getWardVersion } from '../figures/figure-queries';
import { computeFigures } from '../figures/figures';
import { closableFrom, daysAfter } from './closing-rules';
import { digestOf } from './digest-queries';
import type { ClosingForm } from './forms';

/**
 * Closes a month: stores its figures, and the rows that they count, as they are at this moment; the sealed log keeps a
 * digest of both. If two people close it at
 * once, or a form is sent twice, it is closed once.
 */
export async function closeMonth({ db, now }: Context, actor: Actor, { month, revision }: ClosingForm) {
  const at = now();
  const today = localDateOf(at);
  const { wardId } = actor;
  const from = closableFrom(month, workingCalendar(await listFactsOn(db.prisma, wardId, daysAfter(month))));
  if (today < from)
    return invalid({ month: `Chốt được từ ngày làm việc đầu tiên của tháng sau: ${formatDate(from)}.` });
  const latest = await findLatest(db.prisma, wardId, month);
  if (latest && latest.revision >= revision) return UNCHANGED;
  if (revision !== (latest?.revision ?? 0) + 1 || (latest && !latest.reopenedAt))
    return invalid({ month: 'Tháng này đã được chốt hay mở lại từ trang khác. Tải lại trang.' });

  const on = monthEndOf(month);
  const { figures, rows } = await onSnapshot(db, async (reads) => {
    const { adultAge, name } = await getWardVersion(reads, wardId);
    const scope = { wardId, on, today, adultAge };
    const [{ figures: found }, closedRows] = await Promise.all([
      computeFigures(reads, scope, { wardName: name, readAt: at }),
      readClosedRows(reads, scope, { from: month, to: on }, weekEnds(on, WEEKS)),
    ]);
    return { figures: found, rows: closedRows };
  });
  if (isBeforeBook(figures)) return invalid({ month: 'Tháng này phường chưa có sổ, không có gì để chốt.' });

  const id = newIdAt(at);
  return transact({ db, now }, actor, async (tx) => {
    const count = await tx.$executeRaw`
      INSERT INTO month_closing (id, ward_id, month, revision, figures, closed_by, closed_at)
      VALUES (${id}::uuid, ${wardId}::uuid, ${month}::date, ${revision}, ${JSON.stringify(toStore(figures))}::jsonb, ${actor.id}::uuid, ${at})
      ON CONFLICT DO NOTHING`;
    if (count === 0) return UNCHANGED;
    await tx.$executeRaw`
      INSERT INTO closed_row (closing_id, ward_id, list, row_id, tags)
      SELECT ${id}::uuid, ${wardId}::uuid, list, "rowId", tags FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS x (list text, "rowId" uuid, tags text[])`;
    const digest = await digestOf(tx, { wardId, id });
    return done('month-closing.close', id, { month, revision, rows: rows.length, digest });
  });
}

const findLatest = (prisma: Context['db']['prisma'], wardId: string, month: LocalDate) =>
  prisma.monthClosing.findFirst({
    where: { wardId, month: toDbDate(month) },
    orderBy: { revision: 'desc' },
    select: { revision: true, reopenedAt: true },
  });

/**
 * Reopens a closed month: its pages show the figures of today's book until it is closed again. The closing is kept, so
 * that the next revision can be compared with it.
 */
export const reopenMonth = verb(async ({ tx, actor, now }, { id, reason }: { id: string; reason: string }) => {
  const { wardId } = actor;
  const closing = await tx.monthClosing.findFirst({ where: { id, wardId }, select: { month: true, revision: true } });
  if (!closing) throw new NotFoundError();
  const month = fromDbDate(closing.month);
  const { count } = await tx.monthClosing.updateMany({
    where: { id, reopenedAt: null },
    data: { reopenedAt: now(), reopenedBy: actor.id, reopenReason: reason },
  });
  if (count === 0) return { ...UNCHANGED, month };
  return { ...done('month-closing.reopen', id, { month, revision: closing.revision, reason }), month };
});

/**
 * The chairman confirms a closing, or a reopening, that he saw. Refused if it was confirmed before, or if the month was
 * reopened since the page was read.
 */
export const confirmClosing = verb(
  async ({ tx, actor, now }, { id, act }: { id: string; act: 'closing' | 'reopening' }) => {
    const { wardId } = actor;
    const closing = await tx.monthClosing.findFirst({ where: { id, wardId } });
    if (!closing) throw new NotFoundError();
    const month = fromDbDate(closing.month);
    const [waiting, confirmed] =
      act === 'closing'
        ? [
            { confirmedAt: null, reopenedAt: null },
            { confirmedBy: actor.id, confirmedAt: now() },
          ]
        : [
            { reopeningConfirmedAt: null, reopenedAt: { not: null } },
            { reopeningConfirmedBy: actor.id, reopeningConfirmedAt: now() },
          ];
    const { count } = await tx.monthClosing.updateMany({ where: { id, wardId, ...waiting }, data: confirmed });
    if (count === 0) {
      const before = act === 'closing' ? closing.confirmedAt : closing.reopeningConfirmedAt;
      const why = before
        ? `Đã xác nhận lúc ${formatDateTime(before)}.`
        : 'Tháng vừa được mở lại. Đọc lại trang rồi xác nhận.';
      return { ...invalid({ act: why }), month };
    }
    return { ...done('month-closing.confirm', id, { month, revision: closing.revision, act }), month };
  },
);
