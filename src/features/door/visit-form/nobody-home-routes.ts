import type { Actor } from '../../../actor';
import type { AppContext, Reads } from '../../../context';
import { formatDayMonth, localDateOf, weekdayName } from '../../../shared/dates';
import { secondTryText } from '../../casework/requests/second-try';
import { flash, type FlashAction, undo } from '../../../web/flash';
import { parseForm } from '../../../web/form';
import { buttonRoute, formPost, type formPage } from '../../../web/form-route';
import { post, type Route } from '../../../web/route';
import { editVisitFromForm } from './submission';
import { nextTryForm, withdrawalForm } from './forms';
import { proposeNextTry } from '../visit-rules/next-try';
import { loadDoorTries } from '../visit-records/next-try-queries';
import { withdrawnText } from './pages';
import { getDoorTarget, getVisit } from '../visit-records/queries';
import { valuesOfDraft } from './visit-form-fields';
import { listVisitsTogether, withdrawVisits, type Withdrawal } from '../visit-records/withdrawal-service';

// After "Vắng nhà" was tapped, or the household did not want the team: undo it, or take the proposed next try as the
// door's next step.

const undoNobodyHome = (visitId: string) => undo(`/visits/${visitId}/withdrawal`);

/**
 * The words and buttons beside "Đã lưu": when to try again; and where nobody was home, to undo this visit, or all of the
 * last minute.
 */
export async function afterInVain(
  { db, now }: AppContext,
  actor: Actor,
  { visitId, householdId, isRefused }: { visitId: string; householdId: string; isRefused: boolean },
): Promise<{ words: string; actions: FlashAction[] }> {
  const today = localDateOf(now());
  const tries = await loadDoorTries(db, actor.wardId, householdId, today);
  const next = proposeNextTry(tries, today);
  const { length } = isRefused ? [] : await listVisitsTogether(db, actor, visitId);
  const undoAll = { label: `Hoàn tác cả ${length} lượt`, href: `/visits/${visitId}/minute-withdrawal`, fields: [] };
  const undo = isRefused ? [] : [undoNobodyHome(visitId), ...(length > 1 ? [undoAll] : [])];
  if (!next)
    return { words: tries.from === null ? ` ${secondTryText(tries.secondTry, [], today)}.` : '', actions: undo };
  const when = `${weekdayName(next.date)} ${formatDayMonth(next.date)}, khoảng ${next.from}`;
  const fields = [
    { name: 'date', value: next.date },
    { name: 'from', value: next.from },
    { name: 'version', value: '1' },
  ];
  return {
    words: isRefused ? ` Nên đến lại ${when}, người khác.` : ` Giờ dễ gặp lần tới: ${when}.`,
    actions: [...undo, { label: 'Nhắc thử lại giờ ấy', href: `/visits/${visitId}/next-try`, fields }],
  };
}

/** The door of a round after this one, while the round is not over; null when there is none. */
export async function findDoorAfter(db: Reads, wardId: string, roundDoorId: string, now: Date) {
  const { door } = await getDoorTarget(db, wardId, roundDoorId);
  const isOver = door.closure !== null || localDateOf(door.endsAt) < localDateOf(now);
  return isOver ? null : door.nextDoor;
}

/** Says what was withdrawn and what was not, and goes on at the first door. */
function afterWithdrawal({ withdrawn, kept }: Pick<Withdrawal, 'withdrawn' | 'kept'>) {
  const notWithdrawn = kept.map(({ why }) => ({
    text: `Không hoàn tác được nữa: ${why} Sai thì bấm Sửa lượt thăm.`,
    kind: 'warning' as const,
  }));
  const [first] = withdrawn;
  if (!first) return { said: notWithdrawn, to: kept[0] ? `/visits/${kept[0].visit.id}` : '/tonight' };
  const { roundDoorId, isRoundClosed, householdId } = first;
  const isLoggedThere = roundDoorId && !isRoundClosed;
  return {
    said: [...notWithdrawn, withdrawnText(withdrawn)],
    to: isLoggedThere ? `/round-doors/${roundDoorId}/visit` : `/households/${householdId}/visits/new`,
  };
}

export const nobodyHomeRoutes = (context: AppContext, showVisit: ReturnType<typeof formPage>): Route[] => [
  formPost('/visits/:id/withdrawal', 'visits.record', {
    show: showVisit,
    schema: withdrawalForm,
    save: ({ actor, id }, { reason }) => withdrawVisits(context, actor, [id], reason),
    done: afterWithdrawal,
  }),
  buttonRoute('/visits/:id/minute-withdrawal', 'visits.record', {
    async save({ actor, id }) {
      const together = await listVisitsTogether(context.db, actor, id);
      const results: Withdrawal[] = [];
      for (const each of together.length > 0 ? together : [id]) {
        const outcome = await withdrawVisits(context, actor, [each]);
        if (outcome.kind === 'done') results.push(outcome);
      }
      return { withdrawn: results.flatMap((each) => each.withdrawn), kept: results.flatMap((each) => each.kept) };
    },
    done: afterWithdrawal,
  }),
  // No resident was promised anything, so the next try has a day and words, but no promised hour.
  // By hand: what is refused is said on the page of the visit.
  post('/visits/:id/next-try', 'visits.record', async ({ actor, id, req }, res) => {
    const visit = await getVisit(context.db, actor.wardId, id);
    const form = parseForm(nextTryForm, req.body);
    const result = form.ok
      ? await editVisitFromForm(context, actor, visit.id, {
          ...valuesOfDraft(visit.draft, visit.names),
          version: String(form.value.version),
          nextStep: 'revisit',
          nextStepDue: form.value.date,
          nextStepNote: `thử lại khoảng ${form.value.from}, chưa hẹn với ai`,
        })
      : null;
    if (!form.ok || result?.kind !== 'done') {
      flash(req, 'Chưa ghi được giờ thử lại: lượt thăm này vừa được sửa, hoặc ngày ấy không còn hợp.', 'warning');
      return res.redirect(303, `/visits/${visit.id}`);
    }
    const { date, from } = form.value;
    flash(req, `Đã ghi: thử lại ${weekdayName(date)} ${formatDayMonth(date)}, khoảng ${from}.`, 'success', [
      undoNobodyHome(visit.id),
    ]);
    const { roundDoorId } = visit;
    const next = roundDoorId && (await findDoorAfter(context.db, actor.wardId, roundDoorId, context.now()));
    res.redirect(303, next ? `/round-doors/${next.id}/visit` : `/visits/${visit.id}`);
  }),
];
