import { z } from 'zod';
import type { BaseContext } from '../../../context';
import { queryRows } from '../../../db/query-rows';
import type { Job } from '../../../jobs';
import { isUnsealed } from '../../../shared/change-count';
import { formatNumber } from '../../../shared/numbers';
import { findRestart } from './beginning';
import { moveHorizon } from './seal-service';

type Context = Pick<BaseContext, 'db' | 'sealer' | 'now'>;

/** What is wrong with the log at this moment, as far as a running program can tell without reading all of it. */
export interface LogAlarm {
  kind: 'broken' | 'waiting';
  what: string;
  which: string;
  /** The reasons in words; empty while events only wait. */
  faults: string[];
}

interface LogStatus {
  checkedAt: Date;
  faults: string[];
  /** The oldest event without a seal, and when it was first seen. */
  oldest: { seq: number; seenAt: Date } | null;
  /** How many more events were written than there are; they may only be out of the sealer's sight. */
  missing: number;
}

const EVERY_MS = 20_000;
/** A sealer needs a second. */
const PATIENCE_MS = 60_000;
const REPORT = 'Báo ngay người vận hành';
const statuses = new WeakMap<Context['db'], LogStatus>();

/** Looks for what the sealer cannot report because another session blocks it, so it takes no lock. */
export const logStatusJob: Job = {
  name: 'audit log status',
  everyMs: EVERY_MS,
  isEverywhere: true,
  run: checkLogStatus,
};

async function checkLogStatus({ db, sealer, now }: Context): Promise<void> {
  const before = statuses.get(db);
  const faults = await findRestart(db.pool, sealer);
  const [unsealed] = await queryRows(
    db,
    'audit-unsealed',
    z.object({ oldest: z.number().nullable(), missing: z.number() }),
  )`
      SELECT min(seq) AS oldest, (SELECT coalesce(sum(written), 0) FROM audit_count)::bigint
       - (SELECT coalesce(sum(place), 0) FROM audit_chain)::bigint - count(*) AS missing
     FROM audit_event AS event WHERE ${isUnsealed('event')}`;
  const { oldest, missing } = unsealed!;
  if (missing !== 0) {
    // Perhaps the horizon was moved past them: the sealer looks at everything once.
    await moveHorizon(db.pool, '0');
    if (before && before.missing === missing) faults.push(missingText(missing));
  }
  const seenAt = before?.oldest && before.oldest.seq === oldest ? before.oldest.seenAt : now();
  statuses.set(db, { checkedAt: now(), faults, oldest: oldest === null ? null : { seq: oldest, seenAt }, missing });
}

/** Null if nothing is known to be wrong. */
export function alarmOf(db: Context['db'], now: Date): LogAlarm | null {
  const status = statuses.get(db);
  if (!status) return null;
  const { checkedAt, faults, oldest } = status;
  const age = (since: Date) => now.getTime() - since.getTime();
  if (faults.length > 0) return { kind: 'broken', what: 'nhật ký không còn nguyên vẹn', which: REPORT, faults };
  const isWaiting = oldest !== null && age(oldest.seenAt) > PATIENCE_MS;
  if (!isWaiting && age(checkedAt) <= PATIENCE_MS + 2 * EVERY_MS) return null;
  return { kind: 'waiting', what: 'nhật ký chờ niêm phong quá một phút', which: REPORT, faults: [] };
}

/** @param missing below 0: there are more events than were written. */
export const missingText = (missing: number): string =>
  missing > 0
    ? `thiếu ${formatNumber(missing)} sự kiện so với số đã ghi: đã bị xóa trước khi được niêm phong`
    : `thừa ${formatNumber(-missing)} sự kiện so với số đã ghi: đã bị thêm từ ngoài`;
