import type { AppContext } from '../../../context';
import { listRoute } from '../../../web/list-route';
import { undoable } from '../../../web/flash';
import { buttonRoute, formPage, formPost, formRoutes } from '../../../web/form-route';
import type { AskedList } from '../../../web/list-source';
import { readPlace } from '../../../web/pager';
import { defineFeature, get, type Route, type Asked } from '../../../web/route';
import { withdrawalForm, briefingForm, newBriefingForm } from './forms';
import { briefingListPage, showPage, editBriefingPage, newBriefingPage, subjectHref } from './pages';
import { getBriefing, getSubject, listBriefings, openBriefing, type BriefingSubject } from './queries';
import { restoreBriefing, withdrawBriefing, correctBriefing, writeBriefing } from './service';
import type { Request } from 'express';
import { NotFoundError } from '../../../shared/errors';
import { ConflictError } from '../../../web/errors';
import { canCorrect } from './policy';
import { changedBy } from '../../office/audit/conflict';
import { formSent } from '../../office/drafts/sent-routes';

/** Writing a briefing about a round, a lane or a door, and correcting one. */
const briefingFormRoutes = (context: AppContext): Route[] => {
  const { db, accessLog } = context;
  const permission = 'briefings.write';

  const showBriefing = formPage({
    open: ({ actor, id }) => openBriefing(context, actor, id, { for: 'edit' }),
    page: editBriefingPage,
    changed: changedBy(db, 'briefing', ({ id, withdrawnAt, withdrawnReason }) => ({
      resumeHref: `/briefings/${id}`,
      ...(withdrawnAt
        ? {
            what: `Lời dặn này đã rút: ${withdrawnReason}`,
            closed: 'Lời đã rút thì không sửa được nữa; còn đúng thì ghi một lời dặn mới.',
            isWithdrawn: true,
          }
        : { what: 'Lời dặn này đã được lưu trước đó, khác với bản bạn gửi.' }),
    })),
  });

  const writingRoutes = (path: string, subjectOf: (asked: Asked) => BriefingSubject): Route[] =>
    formRoutes(`${path}/briefings`, permission, {
      emptyAt: `${path}/briefings/new`,
      show: formPage({
        async open(asked) {
          const of = subjectOf(asked);
          const subject = await getSubject(db, asked.actor.wardId, of);
          if (of.kind === 'household')
            await accessLog.opened(
              asked.actor,
              'household.open',
              { type: 'household', id: of.id },
              { for: 'briefing' },
            );
          return subject;
        },
        page: newBriefingPage,
      }),
      schema: newBriefingForm,
      save: (asked, form) => writeBriefing(context, asked.actor, subjectOf(asked), form),
      async done({ kind }, asked, form) {
        if (kind === 'differs')
          throw new ConflictError(await showBriefing.conflict({ ...asked, id: form.id }, `/briefings/${form.id}/edit`));
        await formSent(context, asked.req);
        return {
          said: kind === 'done' ? 'Đã lưu lời dặn. Cả đội thấy từ bây giờ.' : 'Lời dặn này đã lưu trước đó.',
          to: `${subjectHref(subjectOf(asked))}#briefings`,
        };
      },
    });

  return [
    ...writingRoutes('/rounds/:id', ({ id }) => ({ kind: 'round', id })),
    ...writingRoutes('/lanes/:key', ({ req }) => ({ kind: 'lane', id: laneKeyOf(req) })),
    ...writingRoutes('/households/:id', ({ id }) => ({ kind: 'household', id })),
    ...formRoutes('/briefings/:id/edit', permission, {
      async show(asked, res, failed) {
        const { actor, id } = asked;
        if (!canCorrect(actor, await getBriefing(db, actor.wardId, id))) return res.redirect(303, `/briefings/${id}`);
        return showBriefing(asked, res, failed);
      },
      schema: briefingForm,
      save: ({ actor, id }, form) => correctBriefing(context, actor, id, form),
      conflict: (asked) => showBriefing.conflict(asked),
      async done({ kind }, { id, req }) {
        await formSent(context, req);
        return { said: kind === 'done' ? 'Đã lưu lời dặn.' : 'Lời dặn không đổi.', to: `/briefings/${id}` };
      },
    }),
  ];
};

function laneKeyOf(req: Request): string {
  const { key } = req.params;
  if (typeof key !== 'string' || key.length > 300) throw new NotFoundError();
  return key;
}

const briefingRoutes = (context: AppContext): Route[] => {
  const { db, accessLog } = context;

  const showOne = formPage({
    open: ({ actor, id }) => openBriefing(context, actor, id),
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
      done: (_, { id }) => ({
        said: undoable(
          'Đã rút lời dặn: không ai đọc được lời ấy nữa, chỉ còn dòng ghi ai rút và vì sao.',
          `/briefings/${id}/restoration`,
        ),
        unchanged: 'Lời dặn này đã rút trước đó.',
        to: `/briefings/${id}`,
      }),
    }),
    buttonRoute('/briefings/:id/restoration', 'briefings.write', {
      save: ({ actor, id }) => restoreBriefing(context, actor, id),
      done: (_, { id }) => ({ said: 'Đã hoàn tác: cả đội lại đọc được lời dặn này.', to: `/briefings/${id}` }),
    }),
  ];
};

export const briefingsFeature = defineFeature({
  routes: briefingRoutes,
  audit: {
    actions: {
      'briefing.write': 'Ghi lời dặn',
      'briefing.correct': 'Sửa lời dặn',
      'briefing.withdraw': 'Rút lời dặn',
      'briefing.restore': 'Hoàn tác việc rút lời dặn',
      'briefing.open': 'Mở một lời dặn',
      'briefing.list': 'Mở danh sách lời dặn',
    },
    subjects: {
      briefing: { label: 'Lời dặn', href: (id) => `/briefings/${id}` },
    },
    fields: { about: 'về' },
  },
});
