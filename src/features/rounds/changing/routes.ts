import type { Response } from 'express';
import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { typed, type FormValues, type Failed } from '../../../web/form';
import { formPage, formPost, formRoutes } from '../../../web/form-route';
import { idParam } from '../../../web/id-param';
import { defineFeature, get, type Asked, type Route } from '../../../web/route';
import { changedBy } from '../../office/audit/conflict';
import { changeRound } from './change-service';
import { orderConflict, replacementConflict } from './conflicts';
import { addDoor, removeDoor, reorderDoors } from './door-service';
import { roundEditPage, roundEditValues } from './edit-pages';
import {
  addDoorForm,
  cameFromReview,
  changeForm,
  draftTime,
  hrefAfterChange,
  orderForm,
  replacementForm,
} from '../planning/forms';
import { reviewReasonsOf, teamOf } from '../planning/plan-help';
import { getPlanningRules, listDoorsToAdd } from '../round/plan-queries';
import { getRound, listRoundDoors } from '../round/queries';
import { renderPage } from '../../../web/page';
import { roundTimeOf } from '../../office/calendar/outreach-time';
import { replacementPage } from './replacement-pages';
import { replaceOfficer } from './replacement-service';

const replacementRoutes = (context: AppContext): Route[] => {
  const { db } = context;

  const showReplacement = async ({ req, actor, id }: Asked, res: Response, failed?: Failed) => {
    const { wardId } = actor;
    const values = failed?.values ?? { cameFrom: typed(req.query as FormValues, 'cameFrom') };
    const errors = failed?.errors ?? {};
    const hasErrors = Object.keys(errors).length > 0;
    const round = await getRound(db, wardId, id);
    if (round.closure && !hasErrors) return res.redirect(303, `/rounds/${id}`);
    const time = roundTimeOf(round);
    const [team, reviewReasons] = await Promise.all([
      teamOf(db, wardId, { on: time.date, time, exceptRoundId: id }),
      reviewReasonsOf(db, wardId, round, context.now()),
    ]);
    renderPage(res, replacementPage(round, { team: { ...team, time }, reviewReasons }, values, errors), { hasErrors });
  };

  return formRoutes('/rounds/:id/replacement', 'rounds.plan', {
    show: showReplacement,
    schema: replacementForm,
    save: ({ actor, id }, form) => replaceOfficer(context, actor, id, form),
    conflict: (asked, form) => replacementConflict(context, asked, form),
    done: (_, { id, body }) => ({
      said: 'Đã thay người. Báo cho người đi thay biết giờ và khu.',
      unchanged: 'Người này đã được thay từ trước.',
      to: hrefAfterChange(body, id),
    }),
  });
};

const roundChangeRoutes = (context: AppContext): Route[] => {
  const { db, now, accessLog } = context;
  const permission = 'rounds.plan';

  const editPage = formPage({
    async open({ req, actor, id, body }) {
      const { wardId } = actor;
      const round = await getRound(db, wardId, id);
      const values = roundEditValues(round, body);
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
      const cameFrom = cameFromReview(req.query) || cameFromReview(body) ? 'review' : '';
      return { round, rules, team, doors, search, found, reviewReasons, cameFrom };
    },
    page: roundEditPage,
    changed: changedBy(db, 'round', ({ round: { id, code, closure } }) => ({
      what: `Buổi ${code} đã được người khác sửa trong lúc bạn đang sửa.`,
      resumeHref: `/rounds/${id}`,
      ...(closure && { closed: 'Buổi đã đóng hoặc đã hủy nên không sửa được nữa.' }),
    })),
  });

  const showEdit = async (asked: Asked, res: Response) => {
    const { closure } = await getRound(db, asked.actor.wardId, asked.id);
    return closure ? res.redirect(303, `/rounds/${asked.id}`) : editPage(asked, res);
  };

  /** Leads from every change of the doors back to them. */
  const backToDoors =
    (said: string, unchanged: string) =>
    (_outcome: unknown, { id }: Asked) => ({ said, unchanged, to: `/rounds/${id}/edit#doors` });

  return [
    get('/rounds/:id/edit', permission, showEdit),
    formPost('/rounds/:id/edit', permission, {
      show: editPage,
      schema: changeForm,
      save: ({ actor, id }, form) => changeRound(context, actor, id, form),
      done: (_, { id, body }) => ({ said: 'Đã lưu buổi ra quân.', to: hrefAfterChange(body, id) }),
    }),
    formPost('/rounds/:id/doors', permission, {
      show: editPage,
      schema: addDoorForm,
      save: ({ actor, id }, form) => addDoor(context, actor, id, form),
      done: backToDoors('Đã thêm cửa vào cuối buổi.', 'Cửa này đã có trong buổi.'),
    }),
    formPost('/rounds/:id/doors/:doorId/removal', permission, {
      show: editPage,
      save: ({ req, actor, id }) => removeDoor(context, actor, id, idParam(req, 'doorId')),
      done: backToDoors('Đã bỏ cửa khỏi buổi.', 'Cửa này đã được bỏ khỏi buổi trước đó.'),
    }),
    formPost('/rounds/:id/door-order', permission, {
      show: editPage,
      schema: orderForm,
      save: ({ actor, id }, form) => reorderDoors(context, actor, id, form),
      conflict: (asked, _, outcome) => orderConflict(context, asked, outcome),
      done: backToDoors('Đã đổi thứ tự cửa.', 'Thứ tự cửa không đổi.'),
    }),
    ...replacementRoutes(context),
  ];
};

export const roundChangesFeature = defineFeature({ routes: roundChangeRoutes });
