import type { AppContext } from '../../../context';
import { listRoute } from '../../../web/list-route';
import { buttonRoute, formPage, formPost } from '../../../web/form-route';
import type { AskedList } from '../../../web/list-source';
import { readPlace } from '../../../web/pager';
import { defineFeature, get, type Route } from '../../../web/route';
import { briefingAudit } from './audit-labels';
import { briefingFormRoutes } from './form-routes';
import { withdrawalForm } from './forms';
import { logBriefing } from './log-reading';
import { briefingListPage, showPage } from './pages';
import { getBriefing, listBriefings } from './queries';
import { restoreBriefing, withdrawBriefing } from './service';

const briefingRoutes = (context: AppContext): Route[] => {
  const { db, accessLog } = context;

  const showOne = formPage({
    async open({ actor, id }) {
      const row = await getBriefing(db, actor.wardId, id);
      await logBriefing(context, actor, row);
      return row;
    },
    page: (row, failed, { actor }) => showPage(row, actor, failed),
    title: 'Lời dặn',
  });

  async function listOf({ actor, query }: AskedList) {
    const place = readPlace(query);
    return briefingListPage(await listBriefings(db, actor.wardId, place), place);
  }

  return [
    ...briefingFormRoutes(context),
    listRoute('/briefings', 'briefings.read', {
      title: 'Lời dặn của đội',
      page: listOf,
      opened: ({ actor }) => accessLog.opened(actor, 'briefing.list', { type: 'ward', id: actor.wardId }),
      rows: ({ items, nextHref }) => ({ rows: items, nextHref }),
      columns: {
        'Dặn về': (row) => row.about,
        'Lời dặn': ({ lines }) => lines.map(({ label, text }) => `${label}: ${text}`).join('; '),
        'Ai dặn': (row) => row.byline,
        'Đã rút': (row) => row.withdrawn,
      },
    }),
    get('/briefings/:id', 'briefings.read', showOne),
    formPost('/briefings/:id/withdrawal', 'briefings.write', {
      show: showOne,
      schema: withdrawalForm,
      save: ({ actor, id }, { reason }) => withdrawBriefing(context, actor, id, reason),
      done: ({ kind }, { id }) => ({
        said:
          kind === 'done'
            ? {
                text: 'Đã rút lời dặn: không ai đọc được lời ấy nữa, chỉ còn dòng ghi ai rút và vì sao.',
                actions: [{ label: 'Hoàn tác', href: `/briefings/${id}/restoration`, fields: [] }],
              }
            : 'Lời dặn này đã rút trước đó.',
        to: `/briefings/${id}`,
      }),
    }),
    buttonRoute('/briefings/:id/restoration', 'briefings.write', {
      save: ({ actor, id }) => restoreBriefing(context, actor, id),
      done: (_, { id }) => ({ said: 'Đã hoàn tác: cả đội lại đọc được lời dặn này.', to: `/briefings/${id}` }),
    }),
  ];
};

export const briefingsFeature = defineFeature({ routes: briefingRoutes, audit: briefingAudit });
