import type { Response } from 'express';
import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { typed, type Failed, type FormValues } from '../../../web/form';
import { formRoutes, type FormRequest } from '../../../web/form-route';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import { defineFeature, type Route } from '../../../web/route';
import { changeRound } from './change-service';
import { changeConflict, orderConflict } from './conflicts';
import { addDoor, removeDoor, reorderDoors } from './door-service';
import { editValuesOf, editValuesTyped, roundEditPage } from './edit-pages';
import { addDoorForm, cameFromReview, changeForm, draftTime, hrefAfterChange, orderForm } from '../planning/forms';
import { outsideHours, reviewReasonsOf, teamOf } from '../planning/plan-help';
import { getPlanningRules, listDoorsToAdd } from '../round/plan-queries';
import { getRound, listRoundDoors } from '../round/queries';
import { replacementRoutes } from './replacement-routes';
import type { Outcome } from '../planning/service';

const roundChangeRoutes = (context: AppContext): Route[] => {
  const { db, now, accessLog } = context;
  const permission = 'rounds.plan';

  /** @param form which of the page's forms failed: what was typed in the other ones was not sent. */
  const showEdit =
    (form: 'edit' | 'doors' | 'order') =>
    async ({ req, actor, id, body }: FormRequest, res: Response, failed?: Failed) => {
      const { wardId } = actor;
      const round = await getRound(db, wardId, id);
      if (round.closure && !failed) return res.redirect(303, `/rounds/${id}`);
      const values = failed && form === 'edit' ? editValuesTyped(failed.values) : editValuesOf(round);
      const positions = failed && form === 'order' ? ((failed.values.position ?? {}) as FormValues) : undefined;
      const time = draftTime(values);
      const on = localDateOf(round.startsAt);
      const search = typed(req.query as FormValues, 'find').slice(0, 100);
      await accessLog.opened(actor, 'round.open', { type: 'round', id }, { for: 'edit' });
      const [rules, team, doors, found, reviewReasons] = await Promise.all([
        getPlanningRules(db, wardId, time?.date ?? on),
        teamOf(db, wardId, { on: time?.date ?? on, time, exceptRoundId: id }),
        listRoundDoors(db, id, localDateOf(now())),
        listDoorsToAdd(db, wardId, { on, roundId: id, words: search }),
        reviewReasonsOf(db, wardId, round, now()),
      ]);
      const outside = outsideHours(rules, team, values.officers);
      const cameFrom = cameFromReview(req.query) || cameFromReview(body) ? 'review' : '';
      const help = { doors, team, teamSize: rules.policy.teamSize, outside, search, found, reviewReasons, cameFrom };
      renderPage(res, roundEditPage(round, { values, errors: failed?.errors ?? {}, positions }, help), {
        hasErrors: failed !== undefined,
      });
    };

  /** Leads from every change of the doors back to them. */
  const backToDoors =
    (done: string, unchanged: string) =>
    ({ kind }: Pick<Outcome, 'kind'>, { id }: FormRequest) => ({
      said: kind === 'done' ? done : unchanged,
      to: `/rounds/${id}/edit#doors`,
    });

  return [
    ...formRoutes({
      path: '/rounds/:id/edit',
      permission,
      show: showEdit('edit'),
      schema: changeForm,
      save: ({ actor, id }, form) => changeRound(context, actor, id, form),
      conflict: (asked, form) => changeConflict(context, asked, form),
      done: (_, { id, body }) => ({ said: 'Đã lưu buổi ra quân.', to: hrefAfterChange(body, id) }),
    }),
    ...formRoutes({
      path: '/rounds/:id/doors',
      emptyAt: null,
      permission,
      show: showEdit('doors'),
      schema: addDoorForm,
      save: ({ actor, id }, form) => addDoor(context, actor, id, form),
      done: backToDoors('Đã thêm cửa vào cuối buổi.', 'Cửa này đã có trong buổi.'),
    }),
    ...formRoutes({
      path: '/rounds/:id/doors/:doorId/removal',
      emptyAt: null,
      permission,
      show: showEdit('doors'),
      save: ({ req, actor, id }) => removeDoor(context, actor, id, idParam(req, 'doorId')),
      done: backToDoors('Đã bỏ cửa khỏi buổi.', 'Cửa này đã được bỏ khỏi buổi trước đó.'),
    }),
    ...formRoutes({
      path: '/rounds/:id/door-order',
      emptyAt: null,
      permission,
      show: showEdit('order'),
      schema: orderForm,
      save: ({ actor, id }, form) => reorderDoors(context, actor, id, form),
      conflict: (asked, _, outcome) => orderConflict(context, asked, outcome),
      done: backToDoors('Đã đổi thứ tự cửa.', 'Thứ tự cửa không đổi.'),
    }),
    ...replacementRoutes(context),
  ];
};

export const roundChangesFeature = defineFeature({ routes: roundChangeRoutes });
