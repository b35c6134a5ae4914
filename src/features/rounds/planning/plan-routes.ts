import type { Response } from 'express';
import { randomUUID } from 'node:crypto';
import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import { addDays, instantOf, localDateOf, type LocalDate } from '../../../shared/dates';
import { parseForm, type FormValues } from '../../../web/form';
import { formRoutes } from '../../../web/form-route';
import { renderPage } from '../../../web/page';
import { post, type Route } from '../../../web/route';
import { validateRoundTime } from '../../office/calendar/outreach-time';
import { askPlanner } from '../planner-thread/planner-thread';
import { getPlanningRules } from '../round/plan-queries';
import { asEvening, suggestionAsk, withSuggestion } from './evening-draft';
import { planForm, readPlanDraft, timeForm, type PlanDraft } from './forms';
import { planPageFor, type PlanAnswer } from './plan-help';
import { refuseOtherPlan } from './conflicts';
import { planRound } from './service';

/** The usual evening round in most wards; offered on the first day that allows it. */
const USUAL = { from: '18:30', to: '20:30' };
const DAYS_TO_LOOK_AHEAD = 14;

/** The page on which a round is planned, and everything its buttons do. */
export const planRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;
  const permission = 'rounds.plan';

  const nextUsualDate = async (wardId: string): Promise<LocalDate> => {
    const today = localDateOf(now());
    const first = now() < instantOf(today, USUAL.from) ? today : addDays(today, 1);
    const { policy, calendarDays } = await getPlanningRules(db, wardId, first, addDays(first, DAYS_TO_LOOK_AHEAD));
    const days = Array.from({ length: DAYS_TO_LOOK_AHEAD }, (_, index) => addDays(first, index));
    return days.find((date) => validateRoundTime({ date, ...USUAL, policy, calendarDays }).allowed) ?? first;
  };

  const draftOf = async ({ wardId }: Actor, input: FormValues): Promise<PlanDraft> => {
    // Without a look at the calendar when the form brings its date: only a new plan begins with the next usual one.
    const date = input.date === undefined ? await nextUsualDate(wardId) : '';
    return readPlanDraft(input, { id: randomUUID(), date, ...USUAL });
  };

  const showPlan = async (actor: Actor, res: Response, draft: PlanDraft, answer: PlanAnswer = {}) => {
    renderPage(res, await planPageFor(context, actor, draft, answer), {
      hasErrors: Object.keys(answer.errors ?? {}).length > 0,
    });
  };

  return [
    ...formRoutes('/rounds', permission, {
      emptyAt: '/rounds/new',
      show: async ({ req, actor, body }, res, failed) =>
        showPlan(actor, res, await draftOf(actor, failed ? body : req.query), failed),
      schema: planForm,
      async save({ actor }, form) {
        const outcome = await planRound(context, actor, form);
        if (outcome.kind === 'unchanged') await refuseOtherPlan(context, actor, form);
        return outcome;
      },
      done: (_, _asked, { id, doors, proposal }) => ({
        said: `Đã lập buổi ra quân với ${doors.length} cửa.`,
        to: proposal ? `/round-proposals/${proposal}` : `/rounds/${id}`,
      }),
    }),
    // "Xem cửa": the same page for other lanes or another day, with everything typed so far. Writes nothing.
    post('/rounds/draft', permission, async (asked, res) => {
      const { actor, body } = asked;
      return showPlan(actor, res, await draftOf(actor, body));
    }),
    // "Gợi ý cửa": the planner fills the evening. Struck doors stay off, locked doors stay on. Writes nothing.
    post('/rounds/suggestions', permission, async (asked, res) => {
      const { actor, body } = asked;
      const draft = await draftOf(actor, body);
      const time = parseForm(timeForm, body);
      if (!time.ok) return showPlan(actor, res, draft, time);
      const output = await askPlanner(context, actor.wardId, {
        kind: 'plan',
        ask: suggestionAsk(draft, time.value),
      });
      return showPlan(actor, res, withSuggestion(draft, output.rounds[0]), { suggested: output });
    }),
    // How the evening goes with the current doors in the order of their numbers. Writes nothing.
    post('/rounds/effects', permission, async (asked, res) => {
      const { actor, body } = asked;
      const draft = await draftOf(actor, body);
      const time = parseForm(timeForm, body);
      return showPlan(actor, res, asEvening(draft), time.ok ? {} : time);
    }),
  ];
};
