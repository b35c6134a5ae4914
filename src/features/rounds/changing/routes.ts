import type { Request, Response } from 'express';
import { z } from 'zod';
import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { invalid } from '../../../shared/outcome';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import { listOf, parseForm, typed, type FieldErrors, type FormValues } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { roundTimeOf } from '../../office/calendar/outreach-time';
import { changeRound } from './change-service';
import { addDoor, removeDoor, reorderDoors } from './door-service';
import { editModel, editValuesOf, roundEditPage, type EditValues } from './edit-pages';
import {
  addDoorForm,
  cameFromReview,
  changeForm,
  draftTime,
  hrefAfterChange,
  orderForm,
  replacementForm,
} from '../planning/forms';
import { shareSpan } from './officer-share';
import { outsideHours, reviewReasonsOf, teamOf } from '../planning/plan-help';
import { getPlanningRules, listDoorsToAdd } from '../round/plan-queries';
import { countRoundsOf, getRound, listRoundDoors } from '../round/queries';
import { replacementModel, replacementPage } from './replacement-pages';
import { replaceOfficer } from './replacement-service';
import type { Outcome } from '../planning/service';

interface Typed {
  values: FormValues;
  errors?: FieldErrors;
}

export const roundChangeRoutes = (context: AppContext): Route[] => {
  const { db, now, accessLog } = context;

  const showEdit = async (
    req: Request,
    res: Response,
    id: string,
    failed?: { values?: EditValues; positions?: FormValues; errors: FieldErrors },
  ) => {
    const actor = currentUser(req);
    const { wardId } = actor;
    const round = await getRound(db, wardId, id);
    if (round.closure && !failed) return res.redirect(303, `/rounds/${id}`);
    await accessLog.opened(actor, 'round.open', { type: 'round', id }, { for: 'edit' });
    const values = failed?.values ?? editValuesOf(round);
    const time = draftTime(values);
    const on = localDateOf(round.startsAt);
    const rules = await getPlanningRules(db, wardId, time?.date ?? on);
    const team = await teamOf(context, wardId, { on: time?.date ?? on, time, exceptRoundId: id });
    const search = typed(req.query as FormValues, 'find').slice(0, 100);
    const doors = await listRoundDoors(db, id, localDateOf(now()));
    const outside = outsideHours(rules, team, values.officerIds);
    const found = await listDoorsToAdd(db, wardId, { on, roundId: id, words: search });
    const reviewReasons = await reviewReasonsOf(context, wardId, id);
    const cameFrom = cameFromReview(req.query) || cameFromReview(req.body) ? 'review' : '';
    const model = editModel(
      round,
      values,
      { doors, team, teamSize: rules.policy.teamSize, outside, search, found, reviewReasons, cameFrom },
      failed,
    );
    renderPage(res, roundEditPage, model, { title: `Sửa buổi ${round.code}`, hasErrors: failed !== undefined });
  };

  const showReplacement = async (req: Request, res: Response, { values, errors = {} }: Typed) => {
    const { wardId } = currentUser(req);
    const id = idParam(req);
    const round = await getRound(db, wardId, id);
    if (round.closure && Object.keys(errors).length === 0) return res.redirect(303, `/rounds/${id}`);
    const time = roundTimeOf(round);
    const team = { ...(await teamOf(context, wardId, { on: time.date, time, exceptRoundId: id })), time };
    const span = shareSpan(time.date);
    const share = await countRoundsOf(
      db,
      team.officers.map((officer) => officer.id),
      span.from,
      span.to,
    );
    const model = replacementModel(
      round,
      { team, share, reviewReasons: await reviewReasonsOf(context, wardId, id) },
      values,
      errors,
    );
    renderPage(res, replacementPage, model, { title: model.title, hasErrors: Object.keys(errors).length > 0 });
  };

  const typedEdit = (body: FormValues): EditValues => ({
    version: typed(body, 'version'),
    date: typed(body, 'date'),
    from: typed(body, 'from'),
    to: typed(body, 'to'),
    note: typed(body, 'note'),
    officerIds: listOf(z.string(), 20).catch([]).parse(body.officers),
    outOfHoursReason: typed(body, 'outOfHoursReason'),
  });

  /** The answer to every change of a round's doors: back to the doors with a message, or the page with its errors. */
  const answerDoors = async (
    req: Request,
    res: Response,
    outcome: Outcome,
    { done, unchanged }: { done: string; unchanged: string },
  ) => {
    const id = idParam(req);
    if (outcome.kind === 'invalid') return showEdit(req, res, id, { errors: outcome.errors });
    flash(req, outcome.kind === 'done' ? done : unchanged);
    res.redirect(303, `/rounds/${id}/edit#doors`);
  };

  return [
    {
      method: 'get',
      path: '/rounds/:id/edit',
      permission: 'rounds.plan',
      handler: async (req, res) => showEdit(req, res, idParam(req)),
    },
    {
      method: 'post',
      path: '/rounds/:id/edit',
      permission: 'rounds.plan',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(changeForm, req.body);
        const outcome = form.ok ? await changeRound(context, currentUser(req), id, form.value) : invalid(form.errors);
        if (outcome.kind === 'invalid')
          return showEdit(req, res, id, { values: typedEdit(req.body as FormValues), errors: outcome.errors });
        flash(req, 'Đã lưu buổi ra quân.');
        res.redirect(303, hrefAfterChange(req.body, id));
      },
    },
    {
      method: 'post',
      path: '/rounds/:id/doors',
      permission: 'rounds.plan',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(addDoorForm, req.body);
        if (!form.ok) return showEdit(req, res, id, { errors: form.errors });
        const outcome = await addDoor(context, currentUser(req), id, form.value.householdId);
        return answerDoors(req, res, outcome, {
          done: 'Đã thêm cửa vào cuối buổi.',
          unchanged: 'Cửa này đã có trong buổi.',
        });
      },
    },
    {
      method: 'post',
      path: '/rounds/:id/doors/:doorId/removal',
      permission: 'rounds.plan',
      handler: async (req, res) => {
        const outcome = await removeDoor(context, currentUser(req), idParam(req), idParam(req, 'doorId'));
        return answerDoors(req, res, outcome, {
          done: 'Đã bỏ cửa khỏi buổi.',
          unchanged: 'Cửa này đã được bỏ khỏi buổi trước đó.',
        });
      },
    },
    {
      method: 'post',
      path: '/rounds/:id/door-order',
      permission: 'rounds.plan',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(orderForm, req.body);
        if (!form.ok)
          return showEdit(req, res, id, { errors: form.errors, positions: (form.values.position ?? {}) as FormValues });
        const outcome = await reorderDoors(context, currentUser(req), id, form.value);
        return answerDoors(req, res, outcome, { done: 'Đã đổi thứ tự cửa.', unchanged: 'Thứ tự cửa không đổi.' });
      },
    },
    {
      method: 'get',
      path: '/rounds/:id/replacement',
      permission: 'rounds.plan',
      handler: async (req, res) =>
        showReplacement(req, res, { values: { cameFrom: typed(req.query as FormValues, 'cameFrom') } }),
    },
    {
      method: 'post',
      path: '/rounds/:id/replacement',
      permission: 'rounds.plan',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(replacementForm, req.body);
        const outcome = form.ok
          ? await replaceOfficer(context, currentUser(req), id, form.value)
          : invalid(form.errors);
        if (outcome.kind === 'invalid')
          return showReplacement(req, res, { values: req.body as FormValues, errors: outcome.errors });
        flash(
          req,
          outcome.kind === 'done'
            ? 'Đã thay người. Báo cho người đi thay biết giờ và khu.'
            : 'Người này đã được thay từ trước.',
        );
        res.redirect(303, hrefAfterChange(req.body, id));
      },
    },
  ];
};
