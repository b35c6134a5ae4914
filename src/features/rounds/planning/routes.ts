import type { Request, Response } from 'express';
import { randomUUID } from 'node:crypto';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { addDays, instantOf, localDateOf, type LocalDate } from '../../../shared/dates';
import { invalid } from '../../../shared/outcome';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import { parseForm, typed, type FieldErrors, type FormValues } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { briefingsOfNight } from '../../casework/briefings/pages';
import { listBriefingsForRound } from '../../casework/briefings/queries';
import { missingOfRound } from '../hand-overs/missing';
import { listThingsOfRound } from '../hand-overs/queries';
import { asEvening, suggestionAsk, withSuggestion } from './evening-draft';
import {
  cancellationForm,
  hrefAfterChange,
  listQuery,
  planForm,
  readPlanDraft,
  timeForm,
  type PlanDraft,
} from './forms';
import { judgeRoundTime } from '../../office/calendar/outreach-time';
import { roundListModel, roundListPage, roundModel, roundPage, ROUNDS_A_PAGE } from './pages';
import { planModelFor, reviewReasonsOf, roundsToReview, type PlanAnswer } from './plan-help';
import { planPage } from './plan-pages';
import { getPlanningRules } from '../round/plan-queries';
import { getRound, listRoundDoors, listRounds } from '../round/queries';
import { refuseOtherPlan } from './planned-before';
import { askPlanner } from '../planner-thread/planner-thread';
import { cancelRound, closeRound } from './closure-service';
import { planRound } from './service';

/** The usual evening round in most wards; offered on the first day that allows it. */
const USUAL = { from: '18:30', to: '20:30' };
const DAYS_TO_LOOK_AHEAD = 14;

interface Typed {
  values: FormValues;
  errors?: FieldErrors;
}

export const roundsRoutes = (context: AppContext): Route[] => {
  const { db, now, accessLog } = context;

  const nextUsualDate = async (wardId: string): Promise<LocalDate> => {
    const today = localDateOf(now());
    const first = now() < instantOf(today, USUAL.from) ? today : addDays(today, 1);
    const { policy, calendarDays } = await getPlanningRules(db, wardId, first, addDays(first, DAYS_TO_LOOK_AHEAD));
    const days = Array.from({ length: DAYS_TO_LOOK_AHEAD }, (_, index) => addDays(first, index));
    return days.find((date) => judgeRoundTime({ date, ...USUAL, policy, calendarDays }).allowed) ?? first;
  };

  const draftOf = async (req: Request, input: unknown): Promise<PlanDraft> => {
    const date = await nextUsualDate(currentUser(req).wardId);
    return readPlanDraft(input, { id: randomUUID(), date, ...USUAL });
  };

  const showPlan = async (req: Request, res: Response, draft: PlanDraft, answer: PlanAnswer = {}) => {
    const model = await planModelFor(context, currentUser(req), draft, answer);
    renderPage(res, planPage, model, { title: model.title, hasErrors: Object.keys(answer.errors ?? {}).length > 0 });
  };

  const showRound = async (req: Request, res: Response, cancel: Typed) => {
    const actor = currentUser(req);
    const id = idParam(req);
    const round = await getRound(db, actor.wardId, id);
    const doors = await listRoundDoors(db, id, localDateOf(now()));
    const canReadHouseholds = isPermitted(actor.role, 'households.read');
    if (canReadHouseholds) await accessLog.opened(actor, 'round.open', { type: 'round', id });
    const rights = { canPlan: isPermitted(actor.role, 'rounds.plan'), canReadHouseholds };
    const missing = isPermitted(actor.role, 'hand-overs.record')
      ? missingOfRound(await listThingsOfRound(db, actor.wardId, id), round.endsAt, now())
      : null;
    const briefings = isPermitted(actor.role, 'briefings.read')
      ? briefingsOfNight(id, await listBriefingsForRound(db, actor.wardId, id))
      : null;
    const reviewReasons = rights.canPlan ? await reviewReasonsOf(context, actor.wardId, id) : [];
    const model = roundModel(round, { doors, now: now(), rights, briefings, missing, reviewReasons }, cancel);
    renderPage(res, roundPage, model, { title: `Buổi ${round.code}`, hasErrors: Object.keys(model.errors).length > 0 });
  };

  return [
    {
      method: 'get',
      path: '/rounds',
      permission: 'rounds.read',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const { view, after } = listQuery.parse(req.query);
        const canPlan = isPermitted(actor.role, 'rounds.plan');
        const toReview = canPlan ? await roundsToReview(context, actor.wardId) : [];
        const rounds =
          view === 'review'
            ? toReview
            : await listRounds(db, actor.wardId, view, { now: now(), after, limit: ROUNDS_A_PAGE + 1 });
        renderPage(res, roundListPage, roundListModel(rounds, { view, toReview, canPlan }, now()), {
          title: 'Buổi ra quân',
        });
      },
    },
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
    {
      method: 'get',
      path: '/rounds/:id',
      permission: 'rounds.read',
      handler: async (req, res) =>
        showRound(req, res, { values: { cameFrom: typed(req.query as FormValues, 'cameFrom') } }),
    },
    {
      method: 'post',
      path: '/rounds/:id/cancellation',
      permission: 'rounds.plan',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(cancellationForm, req.body);
        const outcome = form.ok ? await cancelRound(context, currentUser(req), id, form.value) : invalid(form.errors);
        if (outcome.kind === 'invalid')
          return showRound(req, res, { values: req.body as FormValues, errors: outcome.errors });
        flash(req, 'Đã hủy buổi. Các cửa và cán bộ này nay xếp được vào buổi khác.');
        res.redirect(303, hrefAfterChange(req.body, id));
      },
    },
    {
      method: 'post',
      path: '/rounds/:id/closure',
      permission: 'rounds.plan',
      handler: async (req, res) => {
        const id = idParam(req);
        const outcome = await closeRound(context, currentUser(req), id);
        if (outcome.kind === 'invalid') return showRound(req, res, { values: {}, errors: outcome.errors });
        flash(req, 'Đã đóng buổi. Các cửa chưa đến nay xếp được vào buổi khác.');
        res.redirect(303, `/rounds/${id}`);
      },
    },
  ];
};
