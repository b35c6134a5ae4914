import { fromDbDate, toDbDate } from '../../../../db/dates';
import { addDays } from '../../../../shared/dates';
import { NotFoundError } from '../../../../shared/errors';
import { newIdAt } from '../../../../shared/new-id';
import { invalid, UNCHANGED } from '../../../../shared/outcome';
import { done, verb } from '../../../office/audit/transact';
import { RoundsUnconfirmed } from '../../../office/calendar/affected-rounds';
import { listAreaPlaces } from '../../../office/users/queries';
import { askingVerb } from '../../../office/calendar/service';
import { listComingRounds } from '../../round/queries';
import { LONG_DAYS, type NewAreaClosure } from './forms';

const OVERLAP = 'Khu này đã đóng trong những ngày ấy. Bỏ lần đóng đó trước nếu muốn đổi ngày.';

/**
 * Closes an area for some days. If planned rounds have doors there, or the days are many, it asks first (`unconfirmed`,
 * unless `isConfirmed`); the rounds stay as they are and are listed for review. Sent twice, it is one closure.
 */
export const closeArea = askingVerb(
  { area_closure_once: invalid({ area: OVERLAP }) },
  async ({ tx, actor: { wardId }, now }, form: NewAreaClosure, isConfirmed: boolean) => {
    const { area, ...named } = form;
    const place = (await listAreaPlaces(tx, wardId)).find(({ kind, key }) => `${kind}:${key}` === area);
    if (!place) return invalid({ area: 'Khu này không còn trong sổ. Chọn lại.' });
    const row = { ...form, closedFrom: toDbDate(form.closedFrom), closedUntil: toDbDate(form.closedUntil) };
    if (await tx.areaClosure.findFirst({ where: { wardId, ...row }, select: { id: true } })) return UNCHANGED;
    const id = newIdAt(now());
    await tx.areaClosure.create({ data: { id, wardId, label: place.label, ...row } });
    const coming = await listComingRounds(tx, wardId, now());
    const rounds = coming.flatMap(({ closures, ...round }) =>
      closures.filter((each) => each.id === id).map(({ doors }) => ({ ...round, why: [`${doors} cửa ở đó.`] })),
    );
    const isLong = form.closedUntil >= addDays(form.closedFrom, LONG_DAYS);
    if ((rounds.length > 0 || isLong) && !isConfirmed) throw new RoundsUnconfirmed(rounds);
    const details = { closedArea: place.label, ...named, roundsThere: rounds.map(({ code }) => code) };
    return { ...done('area-closure.add', id, details), id, label: place.label, roundsHit: rounds.length };
  },
);

/** Opens an area again. Returns what was removed. @throws NotFoundError if it is already gone. */
export const openArea = verb(async ({ tx, actor: { wardId } }, id: string) => {
  const found = await tx.areaClosure.findFirst({ where: { wardId, id } });
  const { count } = await tx.areaClosure.deleteMany({ where: { wardId, id } });
  if (!found || count === 0) throw new NotFoundError('Không có lần đóng khu này. Có thể người khác vừa bỏ.');
  const { area, label, reason } = found;
  const days = { closedFrom: fromDbDate(found.closedFrom), closedUntil: fromDbDate(found.closedUntil) };
  return { ...done('area-closure.remove', id, { closedArea: label, ...days, reason }), area, label, reason, ...days };
});
