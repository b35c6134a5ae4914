import type { z } from 'zod';
import type { AppContext } from '../../../context';
import { formatDateTime, formatRoundTime, instantOf } from '../../../shared/dates';
import { ConflictError } from '../../../web/errors';
import { findLastChange } from '../../office/audit/last-change';
import type { Actor } from '../../../actor';
import type { planForm } from './forms';
import { listDoorsById, namesOfOfficers } from '../round/plan-queries';
import { getRound, listRoundDoors } from '../round/queries';
import { inTypedOrder } from './service';

interface Described {
  startsAt: Date;
  endsAt: Date;
  /** Their names. */
  officers: readonly string[];
  doors: readonly { addressLine: string }[];
  note: string;
}

/**
 * Checks a plan whose round already exists: throws ConflictError unless that round equals the plan. So a form sent
 * twice is one round, and whoever changes a proposed round keeps their input if somebody else has accepted it in the
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
  const described = ({ startsAt, endsAt, officers, doors, note }: Described) => [
    { label: 'Thời gian', value: formatRoundTime(startsAt, endsAt) },
    { label: 'Đội', value: [...officers].sort().join(', ') },
    { label: 'Cửa', value: `${doors.length} cửa: ${doors.map((door) => door.addressLine).join(', ')}` },
    { label: 'Ghi chú', value: note },
  ];
  const yours = described({
    startsAt: instantOf(plan.date, plan.from),
    endsAt: instantOf(plan.date, plan.to),
    officers: plan.officers.map((id) => names.get(id) ?? ''),
    doors: typed,
    note: plan.note,
  });
  const theirs = described({ ...round, officers: round.officers.map((officer) => officer.displayName), doors: stored });
  if (JSON.stringify(yours) === JSON.stringify(theirs)) return;
  const change = await findLastChange(db, actor.wardId, { type: 'round', id: plan.id });
  throw new ConflictError({
    what: `Buổi này đã được lập, mã ${round.code}, khác với bản bạn gửi.`,
    yours,
    theirs,
    theirName: change?.by ?? round.plannedBy,
    theirTime: change ? formatDateTime(change.at) : '',
    resumeHref: `/rounds/${plan.id}`,
    closed: 'Buổi ấy đã đóng hoặc đã hủy nên không sửa được nữa.',
    keepAction: round.closure
      ? null
      : {
          href: `/rounds/${plan.id}/edit`,
          label: 'Lưu giờ, đội và ghi chú của tôi',
          reopens: true,
          fields: [
            { name: 'version', value: String(round.version) },
            { name: 'date', value: plan.date },
            { name: 'from', value: plan.from },
            { name: 'to', value: plan.to },
            { name: 'note', value: plan.note },
            { name: 'outOfHoursReason', value: plan.outOfHoursReason },
            ...plan.officers.map((value) => ({ name: 'officers', value })),
          ],
        },
  });
}
