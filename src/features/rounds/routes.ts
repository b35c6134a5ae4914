import type { Request, Response } from 'express';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { AppContext } from '../../context';
import { isPermitted } from '../../permissions';
import { addDays, instantOf, localDateOf, type LocalDate } from '../../shared/dates';
import { currentUser } from '../../web/current-user';
import { flash } from '../../web/flash';
import { listOf, parseForm, typed, type FieldErrors, type FormValues } from '../../web/form';
import { idParam } from '../../web/id-param';
import { renderPage } from '../../web/page';
import type { Route } from '../../web/route';
import { briefingsOfNight } from '../briefings/pages';
import { listBriefingsForRound } from '../briefings/queries';
import { missingOfRound } from '../hand-overs/missing';
import { listThingsOfRound } from '../hand-overs/queries';
import { changeRound } from './change-service';
import { asEvening, suggestionAsk, withSuggestion } from './evening-draft';
import {
  addDoorForm, cameFromReview, cancellationForm, changeForm, draftTime, listQuery, orderForm, planForm, readPlanDraft, replacementForm, timeForm, type PlanDraft,
} from './forms';
import { judgeRoundTime, roundTimeOf } from '../calendar/outreach-time';
import { roundListModel, roundListPage, roundModel, roundPage, ROUNDS_A_PAGE } from './pages';
import { outsideHours, planModelFor, teamOf, type PlanAnswer } from './plan-help';
import { planPage } from './plan-pages';
import { getPlanningRules, listCalendarDays, listDoorsToAdd, type PlanningRules } from './plan-queries';
import { countRoundsOf, getRound, listComingRounds, listRoundDoors, listRounds } from './queries';
import { refuseOtherPlan } from './planned-before';
import { askPlanner } from './planner-thread';
import { reviewReasons } from './review-reasons';
import { cancelRound, closeRound } from './closure-service';
import { shareSpan } from './officer-share';
import { replacementModel, replacementPage } from './replacement-pages';
import { replaceOfficer } from './replacement-service';
import { addDoor, removeDoor, reorderDoors } from './door-service';
import { editModel, editValuesOf, roundEditPage, type EditValues } from './edit-pages';
import { planRound, type Outcome } from './service';

/** An evening round as most wards hold it; offered on the first day that allows it. */
const USUAL = { from: '18:30', to: '20:30' };
const DAYS_TO_LOOK_AHEAD = 14;
/** Planned rounds that are looked at again: more than a ward plans in a year. */
const MOST_COMING = 500;

interface Typed { values: FormValues; errors?: FieldErrors }

export const roundsRoutes = (context: AppContext): Route[] => {
  const { db, now, accessLog } = context;

  const nextUsualDate = async (wardId: string, { policy }: PlanningRules): Promise<LocalDate> => {
    const today = localDateOf(now());
    const first = now() < instantOf(today, USUAL.from) ? today : addDays(today, 1);
    const calendarDays = await listCalendarDays(db, wardId, first, addDays(first, DAYS_TO_LOOK_AHEAD));
    const days = Array.from({ length: DAYS_TO_LOOK_AHEAD }, (_, index) => addDays(first, index));
    return days.find((date) => judgeRoundTime({ date, ...USUAL, policy, calendarDays }).allowed) ?? first;
  };

  const draftOf = async (req: Request, input: unknown): Promise<PlanDraft> => {
    const { wardId } = currentUser(req);
    return readPlanDraft(input, { id: randomUUID(), date: await nextUsualDate(wardId, await getPlanningRules(db, wardId)), ...USUAL });
  };

  const showPlan = async (req: Request, res: Response, draft: PlanDraft, answer: PlanAnswer = {}) => {
    const model = await planModelFor(context, currentUser(req), draft, answer);
    renderPage(req, res, planPage, model, { title: model.title, hasErrors: Object.keys(answer.errors ?? {}).length > 0 });
  };

  const showRound = async (req: Request, res: Response, cancel: Typed) => {
    const actor = currentUser(req);
    const id = idParam(req);
    const round = await getRound(db, actor.wardId, id);
    const doors = await listRoundDoors(db, id, localDateOf(now()));
    const canReadHouseholds = isPermitted(actor.role, 'households.read');
    if (canReadHouseholds) await accessLog.opened(actor, 'round.open', { type: 'round', id });
    const rights = { canPlan: isPermitted(actor.role, 'rounds.plan'), canReadHouseholds };
    const missing = isPermitted(actor.role, 'hand-overs.record') ? missingOfRound(await listThingsOfRound(db, actor.wardId, id), round.endsAt, now()) : null;
    const briefings = isPermitted(actor.role, 'briefings.read') ? briefingsOfNight(id, await listBriefingsForRound(db, actor.wardId, id)) : null;
    const reviewReasons = rights.canPlan ? await reviewReasonsOf(actor.wardId, id) : [];
    const model = roundModel(round, { doors, now: now(), rights, briefings, missing, reviewReasons }, cancel);
    renderPage(req, res, roundPage, model, { title: `Buổi ${round.code}`, hasErrors: Object.keys(model.errors).length > 0 });
  };

  const showReplacement = async (req: Request, res: Response, { values, errors = {} }: Typed) => {
    const { wardId } = currentUser(req);
    const id = idParam(req);
    const round = await getRound(db, wardId, id);
    if (round.closure && Object.keys(errors).length === 0) return res.redirect(303, `/rounds/${id}`);
    const time = roundTimeOf(round);
    const team = { ...await teamOf(context, wardId, { on: time.date, time, exceptRoundId: id }), time };
    const span = shareSpan(time.date);
    const share = await countRoundsOf(db, team.officers.map((officer) => officer.id), span.from, span.to);
    const model = replacementModel(round, { team, share, reviewReasons: await reviewReasonsOf(wardId, id) }, values, errors);
    renderPage(req, res, replacementPage, model, { title: model.title, hasErrors: Object.keys(errors).length > 0 });
  };

  const showEdit = async (req: Request, res: Response, id: string, failed?: { values?: EditValues; positions?: FormValues; errors: FieldErrors }) => {
    const actor = currentUser(req);
    const { wardId } = actor;
    const round = await getRound(db, wardId, id);
    if (round.closure && !failed) return res.redirect(303, `/rounds/${id}`);
    await accessLog.opened(actor, 'round.open', { type: 'round', id }, { for: 'edit' });
    const values = failed?.values ?? editValuesOf(round);
    const time = draftTime(values);
    const on = localDateOf(round.startsAt);
    const rules = await getPlanningRules(db, wardId);
    const team = await teamOf(context, wardId, { on: time?.date ?? on, time, exceptRoundId: id });
    const search = typed(req.query as FormValues, 'find').slice(0, 100);
    const doors = await listRoundDoors(db, id, localDateOf(now()));
    const outside = await outsideHours(context, wardId, team, { policy: rules.policy, chosenIds: values.officerIds });
    const found = await listDoorsToAdd(db, wardId, { on, roundId: id, words: search });
    const reviewReasons = await reviewReasonsOf(wardId, id);
    const cameFrom = cameFromReview(req.query) || cameFromReview(req.body) ? 'review' : '';
    const model = editModel(round, values, { doors, team, teamSize: rules.policy.teamSize, outside, search, found, reviewReasons, cameFrom }, failed);
    renderPage(req, res, roundEditPage, model, { title: `Sửa buổi ${round.code}`, hasErrors: failed !== undefined });
  };

  /** Planned rounds that an absence, a holiday or a change of policy has fallen on since. */
  const roundsToReview = async (wardId: string, onlyId: string | null = null) => {
    const rounds = await listComingRounds(db, wardId, now(), { limit: MOST_COMING, onlyId });
    const last = rounds.at(-1);
    if (!last) return [];
    const { policy } = await getPlanningRules(db, wardId);
    const calendarDays = await listCalendarDays(db, wardId, localDateOf(rounds[0]!.startsAt), localDateOf(last.startsAt));
    return rounds.map((round) => ({ ...round, reviewReasons: reviewReasons(round, { policy, calendarDays }) })).filter((round) => round.reviewReasons.length > 0);
  };

  const reviewReasonsOf = async (wardId: string, id: string) => (await roundsToReview(wardId, id)).flatMap((round) => round.reviewReasons);

  /** Back to the rest of the review when the form was opened from there, else to the round. */
  const backFrom = (req: Request, res: Response, id: string) => res.redirect(303, cameFromReview(req.body) ? '/rounds?view=review' : `/rounds/${id}`);

  const typedEdit = (body: FormValues): EditValues => ({
    version: typed(body, 'version'), date: typed(body, 'date'), from: typed(body, 'from'), to: typed(body, 'to'), note: typed(body, 'note'),
    officerIds: listOf(z.string(), 20).catch([]).parse(body.officers), outOfHoursReason: typed(body, 'outOfHoursReason'),
  });

  /** What all changes of a round's doors have in common: back to them with a sentence, or the page with what is wrong. */
  const answerDoors = async (req: Request, res: Response, outcome: Outcome, { done, doneBefore }: { done: string; doneBefore: string }) => {
    const id = idParam(req);
    if (!outcome.ok) return showEdit(req, res, id, { errors: outcome.errors });
    flash(req, outcome.isNew ? done : doneBefore);
    res.redirect(303, `/rounds/${id}/edit#doors`);
  };

  return [
    {
      method: 'get', path: '/rounds', permission: 'rounds.read',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const { view, after } = listQuery.parse(req.query);
        const canPlan = isPermitted(actor.role, 'rounds.plan');
        const toReview = canPlan ? await roundsToReview(actor.wardId) : [];
        const rounds = view === 'review' ? toReview : await listRounds(db, actor.wardId, view, { now: now(), after, limit: ROUNDS_A_PAGE + 1 });
        renderPage(req, res, roundListPage, roundListModel(rounds, { view, toReview, canPlan }, now()), { title: 'Buổi ra quân' });
      },
    },
    {
      method: 'get', path: '/rounds/new', permission: 'rounds.plan',
      handler: async (req, res) => showPlan(req, res, await draftOf(req, req.query)),
    },
    {
      // "Xem cửa": the same page for other lanes or another day, with every word typed so far. Writes nothing.
      method: 'post', path: '/rounds/draft', permission: 'rounds.plan',
      handler: async (req, res) => showPlan(req, res, await draftOf(req, req.body)),
    },
    {
      // "Gợi ý cửa": the planner fills the evening. What was taken off stays off, what is to stay stays. Writes nothing.
      method: 'post', path: '/rounds/suggestions', permission: 'rounds.plan',
      handler: async (req, res) => {
        const draft = await draftOf(req, req.body);
        const time = parseForm(timeForm, req.body);
        if (!time.ok) return showPlan(req, res, draft, time);
        const output = await askPlanner(context, currentUser(req).wardId, { kind: 'plan', ask: suggestionAsk(draft, time.value) });
        return showPlan(req, res, withSuggestion(draft, output.rounds[0]), { suggested: output });
      },
    },
    {
      // How the evening goes with the doors as they stand now, in the order of their numbers. Writes nothing.
      method: 'post', path: '/rounds/effects', permission: 'rounds.plan',
      handler: async (req, res) => {
        const draft = await draftOf(req, req.body);
        const time = parseForm(timeForm, req.body);
        return showPlan(req, res, asEvening(draft), time.ok ? {} : time);
      },
    },
    {
      method: 'post', path: '/rounds', permission: 'rounds.plan',
      handler: async (req, res) => {
        const form = parseForm(planForm, req.body);
        if (!form.ok) return showPlan(req, res, await draftOf(req, req.body), form);
        const { id, doors, proposal } = form.value;
        const outcome = await planRound(context, currentUser(req), form.value);
        if (!outcome.ok) return showPlan(req, res, await draftOf(req, req.body), outcome);
        if (!outcome.isNew) await refuseOtherPlan(context, currentUser(req), form.value);
        flash(req, `Đã lập buổi ra quân với ${doors.length} cửa.`);
        res.redirect(303, proposal ? `/round-proposals/${proposal}` : `/rounds/${id}`);
      },
    },
    {
      method: 'get', path: '/rounds/:id', permission: 'rounds.read',
      handler: async (req, res) => showRound(req, res, { values: { cameFrom: typed(req.query as FormValues, 'cameFrom') } }),
    },
    {
      method: 'get', path: '/rounds/:id/edit', permission: 'rounds.plan',
      handler: async (req, res) => showEdit(req, res, idParam(req)),
    },
    {
      method: 'post', path: '/rounds/:id/edit', permission: 'rounds.plan',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(changeForm, req.body);
        const outcome = form.ok ? await changeRound(context, currentUser(req), id, form.value) : form;
        if (!outcome.ok) return showEdit(req, res, id, { values: typedEdit(req.body as FormValues), errors: outcome.errors });
        flash(req, 'Đã lưu buổi ra quân.');
        backFrom(req, res, id);
      },
    },
    {
      method: 'post', path: '/rounds/:id/doors', permission: 'rounds.plan',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(addDoorForm, req.body);
        if (!form.ok) return showEdit(req, res, id, { errors: form.errors });
        const outcome = await addDoor(context, currentUser(req), id, form.value.householdId);
        return answerDoors(req, res, outcome, { done: 'Đã thêm cửa vào cuối buổi.', doneBefore: 'Cửa này đã có trong buổi.' });
      },
    },
    {
      method: 'post', path: '/rounds/:id/doors/:doorId/removal', permission: 'rounds.plan',
      handler: async (req, res) => {
        const outcome = await removeDoor(context, currentUser(req), idParam(req), idParam(req, 'doorId'));
        return answerDoors(req, res, outcome, { done: 'Đã bỏ cửa khỏi buổi.', doneBefore: 'Cửa này đã được bỏ khỏi buổi trước đó.' });
      },
    },
    {
      method: 'post', path: '/rounds/:id/door-order', permission: 'rounds.plan',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(orderForm, req.body);
        if (!form.ok) return showEdit(req, res, id, { errors: form.errors, positions: (form.values.position ?? {}) as FormValues });
        const outcome = await reorderDoors(context, currentUser(req), id, form.value);
        return answerDoors(req, res, outcome, { done: 'Đã đổi thứ tự cửa.', doneBefore: 'Thứ tự cửa không đổi.' });
      },
    },
    {
      method: 'get', path: '/rounds/:id/replacement', permission: 'rounds.plan',
      handler: async (req, res) => showReplacement(req, res, { values: { cameFrom: typed(req.query as FormValues, 'cameFrom') } }),
    },
    {
      method: 'post', path: '/rounds/:id/replacement', permission: 'rounds.plan',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(replacementForm, req.body);
        const outcome = form.ok ? await replaceOfficer(context, currentUser(req), id, form.value) : form;
        if (!outcome.ok) return showReplacement(req, res, { values: req.body as FormValues, errors: outcome.errors });
        flash(req, outcome.isNew ? 'Đã thay người. Báo cho người đi thay biết giờ và khu.' : 'Người này đã được thay từ trước.');
        backFrom(req, res, id);
      },
    },
    {
      method: 'post', path: '/rounds/:id/cancellation', permission: 'rounds.plan',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(cancellationForm, req.body);
        const outcome = form.ok ? await cancelRound(context, currentUser(req), id, form.value) : form;
        if (!outcome.ok) return showRound(req, res, { values: req.body as FormValues, errors: outcome.errors });
        flash(req, 'Đã hủy buổi. Các cửa và cán bộ này nay xếp được vào buổi khác.');
        backFrom(req, res, id);
      },
    },
    {
      method: 'post', path: '/rounds/:id/closure', permission: 'rounds.plan',
      handler: async (req, res) => {
        const id = idParam(req);
        const outcome = await closeRound(context, currentUser(req), id);
        if (!outcome.ok) return showRound(req, res, { values: {}, errors: outcome.errors });
        flash(req, 'Đã đóng buổi. Các cửa chưa đến nay xếp được vào buổi khác.');
        res.redirect(303, `/rounds/${id}`);
      },
    },
  ];
};
