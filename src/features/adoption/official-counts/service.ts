import { toDbDate } from '../../../db/dates';
import { sentBefore } from '../../../shared/sent-before';
import { invalid, UNCHANGED } from '../../../shared/outcome';
import { NotFoundError } from '../../../shared/errors';
import { done, verb } from '../../office/audit/transact';
import type { OfficialCountForm } from './forms';

/** Records the official numbers of a month. The later row for a month and service is valid; both are kept. */
export const recordOfficialCount = verb(
  async ({ tx, actor, now }, { id, month, statedOn, ...given }: OfficialCountForm) => {
    const { publicServiceId } = given;
    if (publicServiceId !== null) {
      const service = { id: publicServiceId, wardId: actor.wardId };
      if (!(await tx.publicService.findFirst({ where: service, select: { id: true } })))
        return invalid({ publicServiceId: 'Chọn một dịch vụ trong danh sách.' });
    }
    const numbers = { ...given, month: toDbDate(month), statedOn: toDbDate(statedOn) };
    const { count } = await tx.officialCount.createMany({
      data: [{ id, wardId: actor.wardId, ...numbers, recordedBy: actor.id, recordedAt: now() }],
      skipDuplicates: true,
    });
    if (count === 0 && sentBefore(await tx.officialCount.findUnique({ where: { id } }), actor, numbers))
      return UNCHANGED;
    return done('official-count.record', id, { ...given, month, statedOn });
  },
);

/** Withdraws numbers typed in by mistake: an earlier row of the month is valid again. Doing it twice does nothing. */
export const withdrawOfficialCount = verb(async ({ tx, actor, now }, id: string) => {
  const stored = await tx.officialCount.findFirst({
    where: { id, wardId: actor.wardId },
    select: { month: true, received: true, online: true },
  });
  if (!stored) throw new NotFoundError();
  const { count } = await tx.officialCount.updateMany({
    where: { id, withdrawnAt: null },
    data: { withdrawnAt: now(), withdrawnBy: actor.id },
  });
  if (count === 0) return UNCHANGED;
  return done('official-count.withdraw', id, stored);
});
