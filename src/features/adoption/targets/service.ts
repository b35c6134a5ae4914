import type { Transaction } from '../../../db/database';
import { toDbDate } from '../../../db/dates';
import type { Prisma } from '../../../generated/prisma/client';
import { localDateOf, type LocalDate } from '../../../shared/dates';
import { DONE, invalid, STALE, UNCHANGED } from '../../../shared/outcome';
import { NotFoundError } from '../../../shared/errors';
import { sentBefore } from '../../../shared/sent-before';
import { changedFields } from '../../office/audit/changes';
import { done, verb } from '../../office/audit/transact';
import { lockWard } from '../../office/wards/service';
import { periodEnd, TARGETED, targetedIndicator, type TargetPath } from '../indicators/targets';
import type { NewTarget, Target } from './forms';

/** A share in per cent on the day a target is set: where the line to the target begins. */
type ShareNow = (target: Pick<TargetPath, 'indicator' | 'groupId'>) => number;

/** Sets a target for a period that has none. Sending the form twice sets one. */
export const setTarget = verb(
  async ({ tx, actor, now }, { id, indicator, residentialGroupId, ...target }: NewTarget, shareNow: ShareNow) => {
    await lockWard(tx, actor.wardId);
    const columns = { indicator: TARGETED[indicator], residentialGroupId, ...target };
    const sent = await tx.indicatorTarget.findUnique({ where: { id } });
    if (sentBefore(sent && { ...sent, value: Number(sent.value) }, actor, columns)) return DONE;
    const group =
      residentialGroupId &&
      (await tx.residentialGroup.findFirst({
        where: { id: residentialGroupId, wardId: actor.wardId, validTo: null },
        select: { name: true },
      }));
    if (residentialGroupId && !group) return invalid({ residentialGroupId: 'Chọn một tổ đang hoạt động.' });
    const row = { id, wardId: actor.wardId, ...columns };
    const today = localDateOf(now());
    const problem = periodProblem(target.period, today) ?? (await takenProblem(tx, row));
    if (problem) return invalid({ period: problem });
    const start = { startOn: toDbDate(today), startValue: shareNow({ indicator, groupId: residentialGroupId }) };
    await tx.indicatorTarget.create({ data: { ...row, ...start } });
    await tx.ward.update({ where: { id: actor.wardId }, data: { version: { increment: 1 } } });
    return done('ward.set-target', actor.wardId, {
      indicator: group ? `${row.indicator}, ${group.name}` : row.indicator,
      changes: changedFields({}, { ...target, ...start }),
    });
  },
);

/**
 * Saves one target, unless the ward's settings were changed since: the targets share their version. With another level or
 * period the line to it begins today.
 */
export const updateTarget = verb(
  async ({ tx, actor, now }, { id, version, ...target }: Target & { id: string }, shareNow: ShareNow) => {
    const ward = await lockWard(tx, actor.wardId);
    const before = await tx.indicatorTarget.findFirst({ where: { id, wardId: actor.wardId, endedOn: null } });
    if (!before) throw new NotFoundError();
    if (ward.version !== version) return STALE;
    const today = localDateOf(now());
    const isMoved = before.period !== target.period || Number(before.value) !== target.value;
    const problem =
      before.period === target.period
        ? null
        : (periodProblem(target.period, today) ?? (await takenProblem(tx, { ...before, period: target.period })));
    if (problem) return invalid({ period: problem });
    const indicator = targetedIndicator(before.indicator);
    const start =
      isMoved && indicator
        ? { startOn: toDbDate(today), startValue: shareNow({ indicator, groupId: before.residentialGroupId }) }
        : {};
    const after = { ...target, ...start };
    const changes = changedFields(
      {
        ...before,
        value: Number(before.value),
        startValue: before.startValue === null ? undefined : Number(before.startValue),
        startOn: before.startOn ?? undefined,
      },
      after,
    );
    if (changes.length === 0) return DONE;
    await tx.indicatorTarget.update({ where: { id }, data: after });
    await tx.ward.update({ where: { id: actor.wardId }, data: { version: { increment: 1 } } });
    return done('ward.set-target', actor.wardId, { indicator: before.indicator, changes });
  },
);

/**
 * Deletes a target, or undoes the deletion. A deleted target ends today, so figures of earlier days and of closed months
 * keep it. The deletion cannot be undone once the period has another target.
 */
export const setTargetEnded = verb(async ({ tx, actor, now }, { id, isEnded }: { id: string; isEnded: boolean }) => {
  await lockWard(tx, actor.wardId);
  const target = await tx.indicatorTarget.findFirst({ where: { id, wardId: actor.wardId } });
  if (!target) throw new NotFoundError();
  if ((target.endedOn !== null) === isEnded) return UNCHANGED;
  const problem = isEnded ? null : await takenProblem(tx, target);
  if (problem) return invalid({ period: problem });
  await tx.indicatorTarget.update({
    where: { id },
    data: { endedOn: isEnded ? toDbDate(localDateOf(now())) : null },
  });
  await tx.ward.update({ where: { id: actor.wardId }, data: { version: { increment: 1 } } });
  return done(isEnded ? 'ward.delete-target' : 'ward.restore-target', actor.wardId, {
    indicator: target.indicator,
    period: target.period,
    value: Number(target.value),
  });
});

function periodProblem(period: string, today: LocalDate): string | null {
  const end = periodEnd(period);
  if (end === null) return 'Nhập một năm, một quý hay một tháng: 2030, Quý 4/2026, Tháng 12/2026.';
  return end < today ? 'Kỳ này đã qua. Nhập kỳ chưa hết.' : null;
}

/** A period has one target of an indicator, for the ward and for each group. The ward's row must be locked. */
async function takenProblem(
  tx: Transaction,
  { id, wardId, indicator, residentialGroupId, period }: Prisma.IndicatorTargetUncheckedCreateInput,
): Promise<string | null> {
  const others = {
    wardId,
    indicator,
    residentialGroupId: residentialGroupId ?? null,
    period,
    endedOn: null,
    NOT: { id },
  };
  return (await tx.indicatorTarget.count({ where: others })) > 0
    ? 'Kỳ này đã có mục tiêu. Sửa mục tiêu ấy, hoặc chọn kỳ khác.'
    : null;
}
