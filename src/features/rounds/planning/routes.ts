import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { inOneStatement } from '../../../db/in-one-statement';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { invalid } from '../../../shared/outcome';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import { parseForm, typed, type FieldErrors, type FormValues } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import { askedOf, pageList, type AskedList } from '../../../web/page-list';
import type { Route } from '../../../web/route';
import { briefingsOfNight } from '../../casework/briefings/pages';
import { listBriefingsForRound } from '../../casework/briefings/queries';
import { missingOfRound } from '../hand-overs/missing';
import { listThingsOfRound } from '../hand-overs/queries';
import { cancellationForm, hrefAfterChange, listQuery } from './forms';
import { roundListModel, roundListPage, roundModel, roundPage, ROUNDS_A_PAGE } from './pages';
import { reviewReasonsOf, roundsToReview } from './plan-help';
import { planRoutes } from './plan-routes';
import { getRound, listRoundDoors, listRounds } from '../round/queries';
import { cancelRound, closeRound, restoreRound } from './closure-service';

interface Typed {
  values: FormValues;
  errors?: FieldErrors;
}

export const roundsRoutes = (context: AppContext): Route[] => {
  const { db, now, accessLog } = context;

  const showRound = async (req: Request, res: Response, cancel: Typed) => {
    const actor = currentUser(req);
    const id = idParam(req);
    const round = await getRound(db, actor.wardId, id);
    const rights = {
      canPlan: isPermitted(actor.role, 'rounds.plan'),
      canReadHouseholds: isPermitted(actor.role, 'households.read'),
      canRecordVisits: isPermitted(actor.role, 'visits.record'),
    };
    const { pool } = rights.canReadHouseholds
      ? await accessLog.reading(actor, 'round.open', { type: 'round', id })
      : db;
    const [doors, things, briefings, reviewReasons] = await inOneStatement(pool, (reads) =>
      Promise.all([
        listRoundDoors(reads, id, localDateOf(now())),
        isPermitted(actor.role, 'hand-overs.record') ? listThingsOfRound(reads, actor.wardId, id) : null,
        isPermitted(actor.role, 'briefings.read') ? listBriefingsForRound(reads, actor.wardId, id) : null,
        rights.canPlan ? reviewReasonsOf(reads, actor.wardId, round, now()) : [],
      ]),
    );
    const facts = {
      doors,
      now: now(),
      rights,
      briefings: briefings && briefingsOfNight(id, briefings),
      missing: things && missingOfRound(things, round.endsAt, now()),
      reviewReasons,
    };
    const model = roundModel(round, facts, cancel);
    renderPage(res, roundPage, model, { title: `Buổi ${round.code}`, hasErrors: Object.keys(model.errors).length > 0 });
  };

  const listOf = async ({ actor, query }: AskedList) => {
    const { view, after } = listQuery.parse(query);
    const canPlan = isPermitted(actor.role, 'rounds.plan');
    const [toReview, inTime] = await inOneStatement(db.pool, (reads) =>
      Promise.all([
        canPlan ? roundsToReview(reads, actor.wardId, now()) : [],
        view === 'review' ? [] : listRounds(reads, actor.wardId, view, { now: now(), after, limit: ROUNDS_A_PAGE + 1 }),
      ]),
    );
    const rounds = view === 'review' ? toReview : inTime;
    return roundListModel(rounds, { view, toReview, canPlan }, now());
  };

  return [
    {
      method: 'get',
      path: '/rounds',
      permission: 'rounds.read',
      list: pageList({
        title: 'Buổi ra quân',
        isPersonal: false,
        read: async (asked) => {
          const { rounds, nextHref, tabs } = await listOf(asked);
          return { rows: rounds, nextHref, about: tabs.find(({ isCurrent }) => isCurrent)?.label };
        },
        columns: {
          Buổi: (row) => row.code,
          Giờ: (row) => row.time,
          Khu: (row) => row.area,
          Đội: (row) => row.officers,
          'Đã ghi': (row) => row.doors,
          'Tình trạng': (row) => row.state.text,
          'Ngoài khung giờ': (row) => row.writtenReason?.reason ?? '',
        },
      }),
      handler: async (req, res) =>
        renderPage(res, roundListPage, await listOf(askedOf(req)), { title: 'Buổi ra quân' }),
    },
    // Before '/rounds/:id', which matches '/rounds/new' too.
    ...planRoutes(context),
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
        flash(req, 'Đã hủy buổi. Các cửa và cán bộ này nay xếp được vào buổi khác.', 'success', [
          { label: 'Hoàn tác', href: `/rounds/${id}/restoration`, fields: [] },
        ]);
        res.redirect(303, hrefAfterChange(req.body, id));
      },
    },
    {
      method: 'post',
      path: '/rounds/:id/restoration',
      permission: 'rounds.plan',
      handler: async (req, res) => {
        const id = idParam(req);
        const outcome = await restoreRound(context, currentUser(req), id);
        if (outcome.kind === 'invalid') return showRound(req, res, { values: {}, errors: outcome.errors });
        if (outcome.kind === 'done') flash(req, 'Đã khôi phục buổi: đội và các cửa như trước khi hủy.');
        res.redirect(303, `/rounds/${id}`);
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
