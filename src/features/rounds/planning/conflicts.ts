import type { z } from 'zod';
import type { AppContext } from '../../../context';
import { formatRoundTime, instantOf } from '../../../shared/dates';
import { ConflictError, type Conflict } from '../../../web/errors';
import { closedConflict, conflictOf, sentFields } from '../../office/audit/conflict';
import { findLastChange } from '../../office/audit/last-change';
import type { Actor } from '../../../actor';
import type { planForm } from './forms';
import { listDoorsById, namesOfOfficers } from '../round/plan-queries';
import { getRound, listRoundDoors } from '../round/queries';
import { inTypedOrder } from './service';

interface Described {
  startsAt: Date;
  endsAt: Date;
  officers: readonly string[];
  doors: readonly { addressLine: string }[];
  escort: string;
  note: string;
}

/**
 * Checks a plan whose round already exists: throws ConflictError unless that round equals the plan. So a form sent
 * twice is one round, and a planner who changes a proposed round keeps their input if another user accepted it in the
 * meantime.
 */
export async function refuseOtherPlan(
  { db }: AppContext,
  actor: Actor,
  plan: Omit<z.output<typeof planForm>, 'proposal'>,
): Promise<void> {
  const round = await getRound(db, actor.wardId, plan.id);
  const stored = await listRoundDoors(db, plan.id, plan.date);
  const typed = inTypedOrder(await listDoorsById(db, actor.wardId, plan.date, plan.doors), plan.position);
  const names = await namesOfOfficers(db, actor.wardId);
  const described = ({ startsAt, endsAt, officers, doors, escort, note }: Described) => [
    { label: 'Thời gian', value: formatRoundTime(startsAt, endsAt) },
    { label: 'Đội', value: [...officers].sort().join(', ') },
    { label: 'Cửa', value: `${doors.length} cửa: ${doors.map((door) => door.addressLine).join(', ')}` },
    { label: 'Người dẫn đường', value: escort },
    { label: 'Ghi chú', value: note },
  ];
  const yours = described({
    startsAt: instantOf(plan.date, plan.from),
    endsAt: instantOf(plan.date, plan.to),
    officers: plan.officers.map((id) => names.get(id) ?? ''),
    doors: typed,
    escort: plan.escort,
    note: plan.note,
  });
  const theirs = described({ ...round, officers: round.officers.map((officer) => officer.displayName), doors: stored });
  if (JSON.stringify(yours) === JSON.stringify(theirs)) return;
  const { date, from, to, escort, note, outOfHoursReason } = plan;
  const last = await findLastChange(db, actor.wardId, { type: 'round', id: plan.id });
  const conflict = conflictOf({
    what: `Buổi này đã được lập, mã ${round.code}, khác với bản bạn gửi.`,
    yours,
    theirs,
    last,
    resumeHref: `/rounds/${plan.id}`,
    action: `/rounds/${plan.id}/edit`,
    version: round.version,
    fields: [
      ...sentFields({ date, from, to, escort, note, outOfHoursReason }),
      ...plan.officers.map((value) => ({ name: 'officers', value })),
    ],
    keepLabel: 'Lưu giờ, đội và ghi chú của tôi',
  });
  throw new ConflictError(
    round.closure
      ? closedConflict(conflict, { closed: 'Buổi ấy đã đóng hoặc đã hủy nên không sửa được nữa.' })
      : conflict,
  );
}

/** The page for two people of whom one cancels a round that the other has changed. */
export async function cancellationConflict(
  { db }: AppContext,
  { actor, id }: { actor: Actor; id: string },
  reason: string,
): Promise<Conflict> {
  const round = await getRound(db, actor.wardId, id);
  const last = await findLastChange(db, actor.wardId, { type: 'round', id });
  return conflictOf({
    what: `Buổi ${round.code} vừa được người khác sửa.`,
    yours: [
      { label: 'Việc', value: 'Hủy buổi' },
      { label: 'Lý do hủy', value: reason },
    ],
    theirs: [
      { label: 'Thời gian', value: formatRoundTime(round.startsAt, round.endsAt) },
      { label: 'Đội', value: round.officers.map(({ displayName }) => displayName).join(', ') },
    ],
    last,
    resumeHref: `/rounds/${id}`,
    action: `/rounds/${id}/cancellation`,
    version: round.version,
    fields: [{ name: 'reason', value: reason }],
    keepLabel: 'Vẫn hủy buổi',
  });
}
