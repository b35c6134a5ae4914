import type { z } from 'zod';
import type { AppContext } from '../../../context';
import type { Transaction } from '../../../db/database';
import { formatDayMonth, localDateOf, weekdayOf, type LocalDate } from '../../../shared/dates';
import { invalid, STALE, UNCHANGED, type Invalid } from '../../../shared/outcome';
import { transact, done } from '../../office/audit/transact';
import type { Actor } from '../../../actor';
import { roundTimeOf } from '../../office/calendar/outreach-time';
import { recordDepartures } from './departure-service';
import { NO_TIME } from '../round/expected-time';
import { keepExpectedTimes } from './expected-times-service';
import type { changeForm } from '../planning/forms';
import { getPlanningRules, listDoorsById, listOfficers } from '../round/plan-queries';
import { getRound, type RoundDetail } from '../round/queries';
import { OVER_LIMIT } from '../round/stated-hours';
import { listOverLimit, OVER_MEANWHILE, overLimitSentences, type OverLimits } from '../planning/limit-queries';
import {
  checkTeam,
  checkTime,
  closedAlready,
  insertOfficers,
  lockDoors,
  lockOfficers,
  lockRound,
  refusalOf,
} from '../planning/service';

/** Changes time, team and texts of a round. `stale`: another user changed it after it was read. */
export async function changeRound(context: AppContext, actor: Actor, id: string, form: z.output<typeof changeForm>) {
  const { db, now } = context;
  const before = await getRound(db, actor.wardId, id);
  if (before.closure) return closedAlready(before.closure.kind);
  const rules = await getPlanningRules(db, actor.wardId, form.date);
  const team = await listOfficers(db, actor.wardId, weekdayOf(form.date));
  const was = roundTimeOf(before);
  const hasOtherHours = was.date !== form.date || was.from !== form.from || was.to !== form.to;
  // Not for a later round of the week: what adds nothing, a note, needs no reason, but keeps one that is given.
  const addsWork =
    hasOtherHours ||
    before.answeredObjections.includes(OVER_LIMIT) ||
    (before.outOfHoursReason === null && form.outOfHoursReason !== '') ||
    form.officers.some((each) => !before.officers.some((officer) => officer.id === each));
  const about = { time: form, exceptRoundId: id };
  const over: OverLimits = addsWork ? await listOverLimit(db, actor.wardId, form.officers, about) : new Map();
  const time = checkTime(form, rules, team, { now: now(), over });
  const { startsAt, endsAt, outOfHoursReason, answeredObjections } = time;
  const isReasonOfOther =
    over.size > 0 && !before.answeredObjections.includes(OVER_LIMIT) && outOfHoursReason === before.outOfHoursReason;
  const { escort, note, officers } = form;
  const after = { startsAt, endsAt, outOfHoursReason, answeredObjections, escort, note, officers };
  if (isSame(before, after)) return UNCHANGED;
  if (before.version !== form.version) return STALE;
  const doorIds = (
    await db.prisma.roundDoor.findMany({ where: { roundId: id, isOpen: true }, select: { householdId: true } })
  ).map((door) => door.householdId);
  const paused = (await listDoorsById(db, actor.wardId, form.date, doorIds)).filter(
    ({ pause, closures }) => pause || (closures.length > 0 && form.date !== localDateOf(before.startsAt)),
  );
  const errors: Invalid['errors'] = {
    ...(isReasonOfOther && {
      outOfHoursReason: `${overLimitSentences(team, officers, over).join(' ')} Ghi thêm lý do vẫn đi.`,
    }),
    ...time.errors,
    ...checkTeam(rules, team, form.officers),
    ...(await visitsOnOtherDay(db.prisma, before, form.date)),
    ...(paused.length > 0 && {
      date: `Ngày này có cửa đang tạm dừng hoặc ở khu đóng, bỏ cửa đó trước: ${paused.map((door) => door.addressLine).join(', ')}.`,
    }),
  };
  if (Object.keys(errors).length > 0) return invalid(errors);

  try {
    const outcome = await transact(context, actor, async (tx) => {
      await lockOfficers(tx, actor.wardId, form.officers);
      await lockRound(tx, actor.wardId, id);
      // Counts a visit that was being saved too.
      const visited = await visitsOnOtherDay(tx, before, form.date);
      if (Object.keys(visited).length > 0) return invalid(visited);
      if (addsWork && (await listOverLimit(tx, actor.wardId, officers, about)).size > over.size)
        return invalid({ officers: OVER_MEANWHILE });
      const { count } = await tx.round.updateMany({
        where: { id, wardId: actor.wardId, version: form.version, roundClosure: null },
        data: {
          ...{ startsAt, endsAt, outOfHoursReason, answeredObjections, escort, note, version: { increment: 1 } },
          ...(hasOtherHours && { returnedAt: null, returnedBy: null }),
        },
      });
      if (count === 0) return STALE;
      if (hasOtherHours) {
        await lockDoors(tx, id);
        await tx.roundDoor.updateMany({ where: { roundId: id }, data: NO_TIME });
      }
      await tx.roundOfficer.deleteMany({ where: { roundId: id } });
      await recordDepartures(tx, actor.wardId, before, {
        before: before.officers.map((officer) => officer.id),
        after: form.officers,
        at: now(),
      });
      await insertOfficers(tx, actor.wardId, { id, startsAt, endsAt }, form.officers);
      return done('round.change', id, { before: changeable(before), after });
    });
    if (outcome.kind === 'done' && hasOtherHours) await keepExpectedTimes(context, actor.wardId, id);
    return outcome;
  } catch (error) {
    return refusalOf(context, actor, error, { id, officers, startsAt, endsAt });
  }
}

/** A visited round cannot move to another day: its visits and working hours stay on the day they took place. */
async function visitsOnOtherDay(
  tx: Transaction,
  { id, startsAt }: RoundDetail,
  date: LocalDate,
): Promise<Invalid['errors']> {
  if (date === localDateOf(startsAt) || (await tx.visit.count({ where: { roundId: id } })) === 0) return {};
  return {
    date: `Buổi này đã có lượt thăm ngày ${formatDayMonth(localDateOf(startsAt))} nên không dời sang ngày khác được. Đóng buổi, rồi lập buổi mới cho các cửa còn lại.`,
  };
}

const changeable = ({
  startsAt,
  endsAt,
  outOfHoursReason,
  answeredObjections,
  escort,
  note,
  officers,
}: RoundDetail) => ({
  startsAt,
  endsAt,
  outOfHoursReason,
  answeredObjections,
  escort,
  note,
  officers: officers.map((officer) => officer.id),
});

function isSame(round: RoundDetail, after: ReturnType<typeof changeable>): boolean {
  const sorted = (fields: ReturnType<typeof changeable>) =>
    JSON.stringify({
      ...fields,
      officers: [...fields.officers].sort(),
      answeredObjections: [...fields.answeredObjections].sort(),
    });
  return sorted(changeable(round)) === sorted(after);
}
