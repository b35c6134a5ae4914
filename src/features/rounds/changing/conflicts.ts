import type { z } from 'zod';
import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import { formatRoundTime, instantOf } from '../../../shared/dates';
import type { Conflict } from '../../../web/errors';
import { closedConflict, conflictOf, sentFields } from '../../office/audit/conflict';
import { findLastChange } from '../../office/audit/last-change';
import type { changeForm, Replacement } from '../planning/forms';
import { namesOfOfficers } from '../round/plan-queries';
import { getRound } from '../round/queries';
import type { StaleOrder } from './door-service';

// The pages for two people who change one round at the same time.

interface Asked {
  actor: Actor;
  /** Of the round. */
  id: string;
}

interface Worded {
  startsAt: Date;
  endsAt: Date;
  /** Their names. */
  officers: readonly string[];
  escort: string;
  note: string;
  outOfHoursReason: string | null;
}

const inWords = ({ startsAt, endsAt, officers, escort, note, outOfHoursReason }: Worded) => [
  { label: 'Thời gian', value: formatRoundTime(startsAt, endsAt) },
  { label: 'Đội', value: officers.join(', ') },
  { label: 'Người dẫn đường', value: escort },
  { label: 'Ghi chú', value: note },
  { label: 'Lý do ra quân ngoài giờ', value: outOfHoursReason ?? '' },
];

const lastChangeOf = ({ db }: AppContext, { actor, id }: Asked) =>
  findLastChange(db, actor.wardId, { type: 'round', id });

export async function changeConflict(
  context: AppContext,
  asked: Asked,
  form: z.output<typeof changeForm>,
): Promise<Conflict> {
  const { wardId } = asked.actor;
  const theirs = await getRound(context.db, wardId, asked.id);
  const names = await namesOfOfficers(context.db, wardId);
  const last = await lastChangeOf(context, asked);
  const { officers, ...texts } = form;
  const conflict = conflictOf({
    what: `Buổi ${theirs.code} đã được người khác sửa trong lúc bạn đang sửa.`,
    yours: inWords({
      ...form,
      startsAt: instantOf(form.date, form.from),
      endsAt: instantOf(form.date, form.to),
      officers: officers.map((id) => names.get(id) ?? ''),
    }),
    theirs: inWords({ ...theirs, officers: theirs.officers.map((officer) => officer.displayName) }),
    last,
    resumeHref: `/rounds/${theirs.id}`,
    action: `/rounds/${theirs.id}/edit`,
    version: theirs.version,
    fields: [...sentFields(texts), ...officers.map((value) => ({ name: 'officers', value }))],
    keepLabel: 'Lưu bản của tôi',
  });
  return theirs.closure
    ? closedConflict(conflict, { closed: 'Buổi đã đóng hoặc đã hủy nên không sửa được nữa.' })
    : conflict;
}

export async function orderConflict(
  context: AppContext,
  asked: Asked,
  { mine, theirs }: StaleOrder,
): Promise<Conflict> {
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
