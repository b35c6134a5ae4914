import type { Response } from 'express';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { listRoute } from '../../../web/list-route';
import { typed, type Failed, type FormValues } from '../../../web/form';
import { formPost } from '../../../web/form-route';
import { renderPage } from '../../../web/page';
import type { AskedList } from '../../../web/list-source';
import { readPlace } from '../../../web/pager';
import { defineFeature, get, type Asked, type Route } from '../../../web/route';
import { roundAudit } from './audit-labels';
import { briefingsOfNight } from '../../casework/briefings/pages';
import { listBriefingsForRound } from '../../casework/briefings/queries';
import { missingOfRound } from '../hand-overs/missing';
import { listThingsOfRound } from '../hand-overs/queries';
import { cancellationForm, hrefAfterChange, listQuery } from './forms';
import { roundListPage, roundPage, ROUNDS_A_PAGE } from './pages';
import { reviewReasonsOf, roundsToReview } from './plan-help';
import { planRoutes } from './plan-routes';
import { getRound, listRoundDoors, listRounds } from '../round/queries';
import { cancellationConflict } from './conflicts';
import { cancelRound, closeRound, restoreRound } from './closure-service';

const roundsRoutes = (context: AppContext): Route[] => {
  const { db, now, accessLog } = context;

  const showRound = async ({ req, actor, id }: Asked, res: Response, failed?: Failed) => {
    const round = await getRound(db, actor.wardId, id);
    const rights = {
      canPlan: isPermitted(actor.role, 'rounds.plan'),
      canReadHouseholds: isPermitted(actor.role, 'households.read'),
      canRecordVisits: isPermitted(actor.role, 'visits.record'),
    };
    if (rights.canReadHouseholds) await accessLog.opened(actor, 'round.open', { type: 'round', id });
    const [doors, things, briefings, reviewReasons] = await Promise.all([
      listRoundDoors(db, id, localDateOf(now())),
      isPermitted(actor.role, 'hand-overs.record') ? listThingsOfRound(db, actor.wardId, id) : null,
      isPermitted(actor.role, 'briefings.read') ? listBriefingsForRound(db, actor.wardId, id) : null,
      rights.canPlan ? reviewReasonsOf(db, actor.wardId, round, now()) : [],
    ]);
    const facts = {
      doors,
      now: now(),
      rights,
      briefings: briefings && briefingsOfNight(id, briefings),
      missing: things && missingOfRound(things, round.endsAt, now()),
      reviewReasons,
    };
    const { values, errors } = failed ?? {
      values: { cameFrom: typed(req.query as FormValues, 'cameFrom') },
      errors: {},
    };
    renderPage(res, roundPage(round, facts, values, errors), {
      title: `Buổi ${round.code}`,
      hasErrors: Object.keys(errors).length > 0,
    });
  };

  const listOf = async ({ actor, query }: AskedList) => {
    const { view } = listQuery.parse(query);
    const place = readPlace(view === 'review' ? {} : query);
    const canPlan = isPermitted(actor.role, 'rounds.plan');
    const [toReview, inTime] = await Promise.all([
      canPlan ? roundsToReview(db, actor.wardId, now()) : [],
      view === 'review'
        ? []
        : listRounds(db, actor.wardId, view, { now: now(), after: place.after, limit: ROUNDS_A_PAGE + 1 }),
    ]);
    const rounds = view === 'review' ? toReview : inTime;
    return roundListPage(rounds, { place, view, toReview, canPlan }, now());
  };

  return [
    listRoute('/rounds', 'rounds.read', {
      title: 'Buổi ra quân',
      isPersonal: false,
      page: listOf,
      rows: ({ rounds, nextHref, tabs }) => ({
        rows: rounds,
        nextHref,
        about: tabs.find(({ isCurrent }) => isCurrent)?.label,
      }),
      columns: {
        Buổi: (row) => row.code,
        Ngày: (row) => row.date,
        Giờ: (row) => row.hours,
        Khu: (row) => row.area,
        Đội: (row) => row.officers,
        'Đã ghi': (row) => row.doors,
        'Tình trạng': (row) => row.state.text,
        'Ngoài khung giờ': (row) => row.writtenReason?.reason ?? '',
      },
    }),
    // Before '/rounds/:id', which matches '/rounds/new' too.
    ...planRoutes(context),
    get('/rounds/:id', 'rounds.read', showRound),
    formPost('/rounds/:id/cancellation', 'rounds.plan', {
      show: showRound,
      schema: cancellationForm,
      save: ({ actor, id }, form) => cancelRound(context, actor, id, form),
      conflict: (asked, { reason }) => cancellationConflict(context, asked, reason),
      done: (_, { id, body }) => ({
        said: {
          text: 'Đã hủy buổi. Các cửa và cán bộ này nay xếp được vào buổi khác.',
          actions: [{ label: 'Hoàn tác', href: `/rounds/${id}/restoration`, fields: [] }],
        },
        to: hrefAfterChange(body, id),
      }),
    }),
    formPost('/rounds/:id/restoration', 'rounds.plan', {
      show: showRound,
      save: ({ actor, id }) => restoreRound(context, actor, id),
      done: ({ kind }, { id }) => ({
        said: kind === 'done' ? 'Đã khôi phục buổi: đội và các cửa như trước khi hủy.' : [],
        to: `/rounds/${id}`,
      }),
    }),
    formPost('/rounds/:id/closure', 'rounds.plan', {
      show: showRound,
      save: ({ actor, id }) => closeRound(context, actor, id),
      done: (_, { id }) => ({
        said: 'Đã đóng buổi. Các cửa chưa đến nay xếp được vào buổi khác.',
        to: `/rounds/${id}`,
      }),
    }),
  ];
};

export const roundsFeature = defineFeature({ routes: roundsRoutes, audit: roundAudit });
