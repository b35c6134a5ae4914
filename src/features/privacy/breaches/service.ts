import type { Actor } from '../../../actor';
import type { AuditAction } from '../../../audit-vocabulary';
import type { AppContext } from '../../../context';
import type { Transaction } from '../../../db/database';
import { formatDateTime, instantOf } from '../../../shared/dates';
import {
  DONE,
  invalid,
  STALE,
  UNCHANGED,
  type Done,
  type Invalid,
  type Stale,
  type Unchanged,
} from '../../../shared/outcome';
import { NotFoundError } from '../../../shared/errors';
import { changedFields } from '../../office/audit/changes';
import { recordEvent } from '../../office/audit/record';
import type { EditedBreach, NewBreach, SentNotice, Waiver } from './forms';

type Context = Pick<AppContext, 'db' | 'now'>;

// Events of this room say when and which fields, never what was written about people.

const columnsOf = ({ discoveredOn, discoveredTime, ...given }: Omit<NewBreach, 'id'>) => ({
  ...given,
  discoveredAt: instantOf(discoveredOn, discoveredTime),
});

/** Records a breach. Sent twice, it is one breach. */
export async function recordBreach(
  { db, now }: Context,
  actor: Actor,
  { id, ...given }: NewBreach,
): Promise<Done | Unchanged> {
  const at = now();
  const { wardId } = actor;
  const columns = columnsOf(given);
  return db.prisma.$transaction(async (tx) => {
    const { count } = await tx.dataBreach.createMany({
      data: [{ id, wardId, ...columns, recordedBy: actor.id, recordedAt: at }],
      skipDuplicates: true,
    });
    if (count === 0) {
      if ((await tx.dataBreach.count({ where: { id, wardId } })) === 0) throw new NotFoundError();
      return UNCHANGED;
    }
    await record(tx, actor, 'breach.record', { id, at, details: { discoveredAt: columns.discoveredAt } });
    return DONE;
  });
}

/** Writes down what is known now; `stale` if somebody else did since `version` was read. Also after the notice was sent. */
export async function editBreach(
  { db, now }: Context,
  actor: Actor,
  id: string,
  { version, ...given }: EditedBreach,
): Promise<Done | Unchanged | Stale | Invalid> {
  const columns = columnsOf(given);
  return db.prisma.$transaction(async (tx) => {
    const before = await tx.dataBreach.findFirst({ where: { id, wardId: actor.wardId } });
    if (!before) throw new NotFoundError();
    const { discoveredAt, ...words } = columns;
    const fields = changedFields<typeof words>(before, words).map(({ field }) => field);
    if (before.discoveredAt.getTime() !== discoveredAt.getTime()) fields.push('discoveredAt');
    if (fields.length === 0) return UNCHANGED;
    if (before.sentAt && discoveredAt > before.sentAt)
      return invalid({
        discoveredTime: `Đã gửi thông báo lúc ${formatDateTime(before.sentAt)}, không thể phát hiện sau đó.`,
      });
    const { count } = await tx.dataBreach.updateMany({
      where: { id, version, endedAs: before.endedAs },
      data: { ...columns, version: { increment: 1 } },
    });
    if (count === 0) return STALE;
    await record(tx, actor, 'breach.edit', { id, at: now(), details: { fields } });
    return DONE;
  });
}

/** The authority has been told: the clock stops. Once. */
export const sendNotice = (
  context: Context,
  actor: Actor,
  id: string,
  { sentOn, sentTime, ...given }: SentNotice,
): Promise<Done | Unchanged> => {
  const sentAt = instantOf(sentOn, sentTime);
  return endBreach(context, actor, id, {
    action: 'breach.notify',
    columns: { endedAs: 'notified', sentAt, ...given },
    details: { sentAt },
  });
};

/** The authority need not be told, with the reason: the clock stops. Once. */
export const waiveNotice = (context: Context, actor: Actor, id: string, given: Waiver): Promise<Done | Unchanged> =>
  endBreach(context, actor, id, { action: 'breach.waive', columns: { endedAs: 'waived', ...given } });

type End =
  ({ endedAs: 'notified'; sentAt: Date } & Omit<SentNotice, 'sentOn' | 'sentTime'>) | ({ endedAs: 'waived' } & Waiver);

async function endBreach(
  { db, now }: Context,
  actor: Actor,
  id: string,
  { action, columns, details }: { action: AuditAction; columns: End; details?: Record<string, unknown> },
): Promise<Done | Unchanged> {
  const at = now();
  return db.prisma.$transaction(async (tx) => {
    const { count } = await tx.dataBreach.updateMany({
      where: {
        id,
        wardId: actor.wardId,
        endedAs: null,
        // A discovery corrected meanwhile may be later than the notice.
        ...(columns.endedAs === 'notified' && { discoveredAt: { lte: columns.sentAt } }),
      },
      data: { ...columns, endedBy: actor.id, endedAt: at, version: { increment: 1 } },
    });
    if (count === 0) return UNCHANGED;
    await record(tx, actor, action, { id, at, details });
    return DONE;
  });
}

/** Takes an end back: the clock goes on from the discovery. */
export async function reopenBreach({ db, now }: Context, actor: Actor, id: string): Promise<Done | Unchanged> {
  return db.prisma.$transaction(async (tx) => {
    const { count } = await tx.dataBreach.updateMany({
      where: { id, wardId: actor.wardId, endedAs: { not: null } },
      data: {
        endedAs: null,
        sentAt: null,
        sentTo: '',
        letterNumber: '',
        waivedReason: '',
        endedBy: null,
        endedAt: null,
        version: { increment: 1 },
      },
    });
    if (count === 0) return UNCHANGED;
    await record(tx, actor, 'breach.reopen', { id, at: now() });
    return DONE;
  });
}

const record = (
  tx: Transaction,
  actor: Actor,
  action: AuditAction,
  { id, at, details }: { id: string; at: Date; details?: Record<string, unknown> },
) => recordEvent(tx, { actor, action, subject: { type: 'breach', id }, at, ...(details && { details }) });
