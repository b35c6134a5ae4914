import type { Request, Response } from 'express';
import { randomUUID } from 'node:crypto';
import type { AppContext } from '../../../context';
import { addDays, instantOf, localDateOf, type LocalDate } from '../../../shared/dates';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import { parseForm, type FormValues } from '../../../web/form';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { judgeRoundTime } from '../../office/calendar/outreach-time';
import { askPlanner } from '../planner-thread/planner-thread';
import { getPlanningRules } from '../round/plan-queries';
import { asEvening, suggestionAsk, withSuggestion } from './evening-draft';
import { planForm, readPlanDraft, timeForm, type PlanDraft } from './forms';
import { planModelFor, type PlanAnswer } from './plan-help';
import { planPage } from './plan-pages';
import { refuseOtherPlan } from './planned-before';
import { planRound } from './service';

/** The usual evening round in most wards; offered on the first day that allows it. */
const USUAL = { from: '18:30', to: '20:30' };
const DAYS_TO_LOOK_AHEAD = 14;

/** The page on which a round is planned, and everything its buttons do. */
export const planRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;

  const nextUsualDate = async (wardId: string): Promise<LocalDate> => {
    const today = localDateOf(now());
    const first = now() < instantOf(today, USUAL.from) ? today : addDays(today, 1);
    const { policy, calendarDays } = await getPlanningRules(db, wardId, first, addDays(first, DAYS_TO_LOOK_AHEAD));
    const days = Array.from({ length: DAYS_TO_LOOK_AHEAD }, (_, index) => addDays(first, index));
    return days.find((date) => judgeRoundTime({ date, ...USUAL, policy, calendarDays }).allowed) ?? first;
  };

  const draftOf = async (req: Request, input: unknown): Promise<PlanDraft> => {
    const isDated = (input as FormValues | undefined)?.date !== undefined;
    // Without a look at the calendar when the form brings its date: only a new plan begins with the next usual one.
    const date = isDated ? '' : await nextUsualDate(currentUser(req).wardId);
    return readPlanDraft(input, { id: randomUUID(), date, ...USUAL });
  };

  const showPlan = async (req: Request, res: Response, draft: PlanDraft, answer: PlanAnswer = {}) => {
    const model = await planModelFor(context, currentUser(req), draft, answer);
    renderPage(res, planPage, model, { title: model.title, hasErrors: Object.keys(answer.errors ?? {}).length > 0 });
  };

  return [
    {
      method: 'get',
      path: '/rounds/new',
      permission: 'rounds.plan',
      handler: async (req, res) => showPlan(req, res, await draftOf(req, req.query)),
    },
    {
      // "Xem cửa": the same page for other lanes or another day, with everything typed so far. Writes nothing.
      method: 'post',
      path: '/rounds/draft',
      permission: 'rounds.plan',
      handler: async (req, res) => showPlan(req, res, await draftOf(req, req.body)),
    },
    {
      // "Gợi ý cửa": the planner fills the evening. Struck doors stay off, locked doors stay on. Writes nothing.
      method: 'post',
      path: '/rounds/suggestions',
      permission: 'rounds.plan',
      handler: async (req, res) => {
        const draft = await draftOf(req, req.body);
        const time = parseForm(timeForm, req.body);
        if (!time.ok) return showPlan(req, res, draft, time);
        const output = await askPlanner(context, currentUser(req).wardId, {
          kind: 'plan',
          ask: suggestionAsk(draft, time.value),
        });
        return showPlan(req, res, withSuggestion(draft, output.rounds[0]), { suggested: output });
      },
    },
    {
      // How the evening goes with the current doors in the order of their numbers. Writes nothing.
      method: 'post',
      path: '/rounds/effects',
      permission: 'rounds.plan',
      handler: async (req, res) => {
        const draft = await draftOf(req, req.body);
        const time = parseForm(timeForm, req.body);
        return showPlan(req, res, asEvening(draft), time.ok ? {} : time);
      },
    },
    {
      method: 'post',
      path: '/rounds',
      permission: 'rounds.plan',
      handler: async (req, res) => {
        const form = parseForm(planForm, req.body);
        if (!form.ok) return showPlan(req, res, await draftOf(req, req.body), form);
        const { id, doors, proposal } = form.value;
        const outcome = await planRound(context, currentUser(req), form.value);
        if (outcome.kind === 'invalid') return showPlan(req, res, await draftOf(req, req.body), outcome);
        if (outcome.kind === 'unchanged') await refuseOtherPlan(context, currentUser(req), form.value);
        flash(req, `Đã lập buổi ra quân với ${doors.length} cửa.`);
        res.redirect(303, proposal ? `/round-proposals/${proposal}` : `/rounds/${id}`);
      },
    },
  ];
};
