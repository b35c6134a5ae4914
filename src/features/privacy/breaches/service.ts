import type { Actor } from '../../../actor';
import type { AuditAction } from '../../../audit-vocabulary';
import type { Context } from '../../../context';
import { formatDateTime, instantOf } from '../../../shared/dates';
import { invalid, STALE, UNCHANGED, type Done, type Unchanged } from '../../../shared/outcome';
import { NotFoundError } from '../../../shared/errors';
import { changedFields } from '../../office/audit/changes';
import { done, verb } from '../../office/audit/transact';
import type { EditedBreach, NewBreach, SentNotice, Waiver } from './forms';
import { sentBefore } from '../../../shared/sent-before';

// Events of this room say when and which fields, never what was written about people.

const columnsOf = ({ discoveredOn, discoveredTime, ...given }: Omit<NewBreach, 'id'>) => ({
  ...given,
  discoveredAt: instantOf(discoveredOn, discoveredTime),
});

/** Records a breach. Sent twice, it is one breach. */
export const recordBreach = verb(async ({ tx, actor, now }, { id, ...given }: NewBreach) => {
  const { wardId } = actor;
  const columns = columnsOf(given);
  const { count } = await tx.dataBreach.createMany({
    data: [{ id, wardId, ...columns, recordedBy: actor.id, recordedAt: now() }],
    skipDuplicates: true,
  });
  if (count === 0 && sentBefore(await tx.dataBreach.findUnique({ where: { id } }), actor, columns)) return UNCHANGED;
  return done('breach.record', id, { discoveredAt: columns.discoveredAt });
});

/** Records what is known now; `stale` if it was changed since `version` was read. Also after the notice was sent. */
export const editBreach = verb(async ({ tx, actor }, id: string, { version, ...given }: EditedBreach) => {
  const columns = columnsOf(given);
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
  return done('breach.edit', id, { fields });
});

/** The authority is notified: the clock stops. Once. */
export const sendNotice = (context: Context, actor: Actor, id: string, { sentOn, sentTime, ...given }: SentNotice) => {
  const sentAt = instantOf(sentOn, sentTime);
  return endBreach(context, actor, id, {
    action: 'breach.notify',
    columns: { endedAs: 'notified', sentAt, ...given },
    details: { sentAt },
  });
};

/** The authority need not be notified, with the reason: the clock stops. Once. */
export const waiveNotice = (context: Context, actor: Actor, id: string, given: Waiver): Promise<Done | Unchanged> =>
  endBreach(context, actor, id, { action: 'breach.waive', columns: { endedAs: 'waived', ...given } });

type End =
  | ({ endedAs: 'notified'; sentAt: Date } & Omit<SentNotice, 'sentOn' | 'sentTime'>)
  | ({ endedAs: 'waived' } & Waiver);

const endBreach = verb(
  async (
    { tx, actor, now },
    id: string,
    { action, columns, details }: { action: AuditAction; columns: End; details?: Record<string, unknown> },
  ) => {
    const { count } = await tx.dataBreach.updateMany({
      where: {
        id,
        wardId: actor.wardId,
        endedAs: null,
        // A discovery corrected meanwhile may be later than the notice.
        ...(columns.endedAs === 'notified' && { discoveredAt: { lte: columns.sentAt } }),
      },
      data: { ...columns, endedBy: actor.id, endedAt: now(), version: { increment: 1 } },
    });
    if (count === 0) return UNCHANGED;
    return done(action, id, details);
  },
);

/** Takes an end back: the clock goes on from the discovery. */
export const reopenBreach = verb(async ({ tx, actor }, id: string) => {
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
  return done('breach.reopen', id);
});
