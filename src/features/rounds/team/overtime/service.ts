import type { AppContext } from '../../../../context';
import { recordEvent } from '../../../office/audit/record';
import type { Actor } from '../../../../actor';
import type { OvertimeExport } from './forms';

/** Writes down who takes the hours of a month out of the book. Committed before the first byte leaves. */
export async function recordOvertimeExport(
  { db, now }: AppContext,
  actor: Actor,
  { month, content, reason }: OvertimeExport,
  rows: number,
): Promise<void> {
  await db.prisma.$transaction((tx) =>
    recordEvent(tx, {
      actor,
      action: 'overtime.download',
      subject: { type: 'ward', id: actor.wardId },
      details: { month: month.slice(0, 7), list: content, reason, rows },
      at: now(),
    }),
  );
}
