import type { AppContext } from '../../../context';
import { localDateOf, weekdayOf } from '../../../shared/dates';
import { invalid, STALE, UNCHANGED, WHOLE_FORM } from '../../../shared/outcome';
import { done, transact } from '../../office/audit/transact';
import type { Actor } from '../../../actor';
import { roundTimeOf } from '../../office/calendar/outreach-time';
import { recordDepartures } from './departure-service';
import { MIN_REASON_LENGTH, type Replacement } from '../planning/forms';
import { listOfficers } from '../round/plan-queries';
import { getRound } from '../round/queries';
import { availabilityObjections, OUTSIDE_AVAILABILITY, OVER_LIMIT, inLimits, withReason } from '../round/stated-hours';
import { listOverLimit, overLimitSentences } from '../planning/limit-queries';
import { closedAlready, insertOfficers, lockOfficers, lockRound, refusalOf } from '../planning/service';

/**
 * Puts one officer on a round in another's place. The rest of the team stays, even if another of them is absent. `stale`:
 * another user changed the round after it was read. Sent twice, it is one replacement.
 */
export async function replaceOfficer(context: AppContext, actor: Actor, roundId: string, form: Replacement) {
  const { db, now } = context;
  const before = await getRound(db, actor.wardId, roundId);
  const officers = await listOfficers(db, actor.wardId, weekdayOf(localDateOf(before.startsAt)));
  const about = { time: roundTimeOf(before), exceptRoundId: roundId };
  try {
    return await transact({ db, now }, actor, async (tx) => {
      await lockOfficers(tx, actor.wardId, [form.out, form.in]);
      const closure = await lockRound(tx, actor.wardId, roundId);
      if (closure) return closedAlready(closure);
      const round = await tx.round.findUniqueOrThrow({ where: { id: roundId }, include: { roundOfficers: true } });
      const isOn = (userId: string) => round.roundOfficers.some((officer) => officer.userId === userId);
      if (isOn(form.in) && !isOn(form.out)) return UNCHANGED;
      if (round.version !== form.version) return STALE;
      const incoming = officers.find(({ id }) => id === form.in);
      if (round.endsAt <= now()) return invalid({ [WHOLE_FORM]: 'Buổi này đã qua.' });
      if (!isOn(form.out)) return invalid({ out: 'Người này không đi buổi này. Chọn lại.' });
      if (!incoming) return invalid({ in: 'Người này không còn trong đội. Chọn lại.' });
      if (isOn(form.in)) return invalid({ in: 'Người này đã ở trong đội của buổi. Chọn người khác.' });
      const team = round.roundOfficers.map(({ userId }) => (userId === form.out ? form.in : userId));
      const over = await listOverLimit(tx, actor.wardId, team, about);
      const outsideStated = availabilityObjections([incoming], [form.in], roundTimeOf(round));
      const unavailable = [...outsideStated, ...overLimitSentences([incoming], [form.in], over)];
      const kinds = [
        ...(outsideStated.length > 0 ? [OUTSIDE_AVAILABILITY] : []),
        ...(over.has(form.in) ? [OVER_LIMIT] : []),
      ];
      if (unavailable.length > 0 && form.outOfHoursReason.length < MIN_REASON_LENGTH) {
        return invalid({
          outOfHoursReason: `${unavailable.join(' ')} Chọn người khác, hoặc ghi lý do (ít nhất ${MIN_REASON_LENGTH} ký tự).`,
        });
      }
      const kept = over.size > 0 ? {} : inLimits(round);
      const written = unavailable.length === 0 ? kept : withReason({ ...round, ...kept }, kinds, form.outOfHoursReason);
      await tx.roundOfficer.delete({ where: { roundId_userId: { roundId, userId: form.out } } });
      const change = { before: [form.out], after: [form.in], at: now() };
      await recordDepartures(tx, actor.wardId, round, change);
      await insertOfficers(tx, actor.wardId, round, [form.in]);
      await tx.round.update({ where: { id: roundId }, data: { ...written, version: { increment: 1 } } });
      return done('round.replace-officer', roundId, {
        code: before.code,
        replaced: before.officers.find(({ id }) => id === form.out)?.displayName,
        replacement: incoming.displayName,
        ...(unavailable.length > 0 && { outOfHoursReason: form.outOfHoursReason }),
      });
    });
  } catch (error) {
    const refusal = await refusalOf(context, actor, error, { ...before, officers: [form.in] });
    const { officers: message, ...others } = refusal.errors;
    return invalid({ ...others, ...(message && { in: message }) });
  }
}
