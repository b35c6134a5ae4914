import type { AppContext } from '../../../../context';
import { recordEvent } from '../../../office/audit/record';
import type { Actor } from '../../../../actor';
import type { OvertimeExport } from './forms';

/** Logs who exports the hours of a month. Committed before the first byte is sent. */
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
      at: now(),
      details: { month: month.slice(0, 7), list: content, reason, rows },
    }),
  );
}
