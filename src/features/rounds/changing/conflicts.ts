import type { AppContext } from '../../../context';
import { formatRoundTime } from '../../../shared/dates';
import type { Conflict } from '../../../web/errors';
import type { Asked } from '../../../web/route';
import { conflictOf } from '../../office/audit/conflict';
import { findLastChange } from '../../office/audit/last-change';
import type { Replacement } from '../planning/forms';
import { namesOfOfficers } from '../round/plan-queries';
import { getRound } from '../round/queries';
import type { StaleOrder } from './door-service';

// The pages for two people who change one round at the same time.

const lastChangeOf = ({ db }: AppContext, { actor, id }: Asked) =>
  findLastChange(db, actor.wardId, { type: 'round', id });

export async function orderConflict(context: AppContext, asked: Asked, { mine, theirs }: StaleOrder) {
  const inOrder = (doors: StaleOrder['mine']) =>
    doors.map(({ household }, index) => ({ label: `Cửa ${index + 1}`, value: household.addressLine }));
  const last = await lastChangeOf(context, asked);
  return conflictOf({
    what: 'Các cửa của buổi vừa được người khác đổi.',
    yours: inOrder(mine),
    theirs: inOrder(theirs),
    last,
    resumeHref: `/rounds/${asked.id}/edit`,
    action: `/rounds/${asked.id}/door-order`,
    fields: [
      ...theirs.map(({ id }) => ({ name: 'shown', value: id })),
      ...mine.map(({ id }, index) => ({ name: `position[${id}]`, value: String(index + 1) })),
    ],
  });
}

export async function replacementConflict(context: AppContext, asked: Asked, form: Replacement): Promise<Conflict> {
  const { wardId } = asked.actor;
  const round = await getRound(context.db, wardId, asked.id);
  const names = await namesOfOfficers(context.db, wardId);
  const nameOf = (id: string) =>
    round.officers.find((officer) => officer.id === id)?.displayName ?? names.get(id) ?? '';
  const last = await lastChangeOf(context, asked);
  return conflictOf({
    what: `Buổi ${round.code} vừa được người khác sửa.`,
    yours: [{ label: 'Việc', value: `${nameOf(form.in)} đi thay ${nameOf(form.out)}` }],
    theirs: [
      { label: 'Thời gian', value: formatRoundTime(round.startsAt, round.endsAt) },
      { label: 'Đội', value: round.officers.map(({ displayName }) => displayName).join(', ') },
    ],
    last,
    action: `/rounds/${round.id}/replacement`,
    version: round.version,
    fields: [
      { name: 'out', value: form.out },
      { name: 'in', value: form.in },
      { name: 'outOfHoursReason', value: form.outOfHoursReason },
    ],
  });
}
