import { z } from 'zod';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { listRoute } from '../../../web/list-route';
import { choice, idField } from '../../../web/form';
import { renderPage } from '../../../web/page';
import type { AskedList } from '../../../web/list-source';
import { defineFeature, get, type Route } from '../../../web/route';
import { findLatestCalls, listCalledSince } from '../../casework/door-calls/queries';
import { getDoorFacts, getPlanningRules, listDoorsById, listGroups } from '../round/plan-queries';
import { doorsToCallPage, pageOfDoors } from './doors-to-call-pages';
import { createAnswerCache } from './answer-cache';
import { hoursPage } from './pages';

/** Years of visits look the same a few minutes later. */
const HOURS_MAX_AGE_MS = 5 * 60_000;
/** How long a user keeps working through one list, unless they reload it. */
const WHILE_CALLING_MS = 60 * 60_000;

const doorsQuery = z.object({
  instead: choice(['phone', 'card'], '').catch('phone'),
  after: idField().nullable().catch(null),
  called: idField().nullable().catch(null),
});

const answerHoursRoutes = (context: AppContext): Route[] => {
  const answerTo = createAnswerCache(context);

  async function doorsOf({ actor, query }: AskedList) {
    const { wardId } = actor;
    const { instead: kind, after, called } = doorsQuery.parse(query);
    const today = localDateOf(context.now());
    // An officer who calls door after door keeps the list as it was, because its order changes with every call.
    const { answer: doors, at } = await answerTo(
      actor,
      'doors-to-call',
      after !== null || called !== null ? WHILE_CALLING_MS : 0,
    );
    const calledSince = await listCalledSince(context.db, wardId, at, today);
    const list = { kind, doors, calledSince };
    const page = pageOfDoors(list, { after }, called);
    const [found, facts, calls, { adultAge }] = await Promise.all([
      listDoorsById(context.db, wardId, today, page.ids),
      getDoorFacts(context.db, wardId, page.ids, today),
      findLatestCalls(context.db, wardId, page.ids, today),
      getPlanningRules(context.db, wardId, today),
    ]);
    return doorsToCallPage(list, { after }, page, { doors: found, facts, calls, adultAge, today });
  }

  return [
    get('/answer-hours', 'rounds.read', async ({ actor }, res) => {
      const { wardId, role } = actor;
      const { answer: learned } = await answerTo(actor, 'hours', HOURS_MAX_AGE_MS);
      renderPage(res, hoursPage(learned, await listGroups(context.db, wardId), isPermitted(role, 'rounds.plan')), {
        title: 'Giờ gặp người',
      });
    }),
    listRoute('/doors-to-call', 'rounds.plan', {
      title: 'Gọi hẹn trước',
      page: doorsOf,
      opened: ({ actor }) =>
        context.accessLog.opened(actor, 'household.list', { type: 'ward', id: actor.wardId }, { for: 'doors-to-call' }),
      rows: ({ lanes, nextHref, tabs }) => ({
        rows: lanes.flatMap(({ label, doors }) => doors.map((door) => ({ lane: label, ...door }))),
        nextHref,
        about: tabs.find(({ isCurrent }) => isCurrent)?.label,
      }),
      columns: {
        'Phố, ngõ': (row) => row.lane,
        'Địa chỉ': (row) => row.address,
        'Vì sao gọi': (row) => row.reasonsInFile,
        Buổi: (row) => row.roundInFile,
        'Lần gọi cuối': (row) => row.callInFile,
      },
    }),
  ];
};

export const answerHoursFeature = defineFeature({ routes: answerHoursRoutes });
