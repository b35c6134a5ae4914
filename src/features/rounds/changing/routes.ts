import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { inOneStatement } from '../../../db/in-one-statement';
import { localDateOf } from '../../../shared/dates';
import { invalid } from '../../../shared/outcome';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import { parseForm, typed, type FieldErrors, type FormValues } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { changeRound } from './change-service';
import { addDoor, removeDoor, reorderDoors } from './door-service';
import { editModel, editValuesOf, editValuesTyped, roundEditPage, type EditValues } from './edit-pages';
import { addDoorForm, cameFromReview, changeForm, draftTime, hrefAfterChange, orderForm } from '../planning/forms';
import { outsideHours, reviewReasonsOf, teamOf } from '../planning/plan-help';
import { getPlanningRules, listDoorsToAdd } from '../round/plan-queries';
import { getRound, listRoundDoors } from '../round/queries';
import { replacementRoutes } from './replacement-routes';
import type { Outcome } from '../planning/service';

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
    const values = failed?.values ?? editValuesOf(round);
    const time = draftTime(values);
    const on = localDateOf(round.startsAt);
    const search = typed(req.query as FormValues, 'find').slice(0, 100);
    const reading = await accessLog.reading(actor, 'round.open', { type: 'round', id }, { for: 'edit' });
    const [rules, team, doors, found, reviewReasons] = await inOneStatement(reading.pool, (reads) =>
      Promise.all([
        getPlanningRules(reads, wardId, time?.date ?? on),
        teamOf(reads, wardId, { on: time?.date ?? on, time, exceptRoundId: id }),
        listRoundDoors(reads, id, localDateOf(now())),
        listDoorsToAdd(reads, wardId, { on, roundId: id, words: search }),
        reviewReasonsOf(reads, wardId, round, now()),
      ]),
    );
    const outside = outsideHours(rules, team, values.officerIds);
    const cameFrom = cameFromReview(req.query) || cameFromReview(req.body) ? 'review' : '';
    const model = editModel(
      round,
      values,
      { doors, team, teamSize: rules.policy.teamSize, outside, search, found, reviewReasons, cameFrom },
      failed,
    );
    renderPage(res, roundEditPage, model, { title: `Sửa buổi ${round.code}`, hasErrors: failed !== undefined });
  };

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
          return showEdit(req, res, id, { values: editValuesTyped(req.body as FormValues), errors: outcome.errors });
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
        const outcome = await addDoor(context, currentUser(req), id, form.value);
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
    ...replacementRoutes(context),
  ];
};
