import type { Response } from 'express';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { formPage, formPost } from '../../../web/form-route';
import { idParam } from '../../../web/id-param';
import { renderPage, renderPart } from '../../../web/page';
import { countIn, pageList } from '../../../web/list-source';
import { defineFeature, get, post, type Asked, type Route } from '../../../web/route';
import { searchRegister } from '../../register/households/queries';
import { peopleOnly, readSearchText } from '../../register/households/search-text';
import { attendeeForm, editSessionForm, newSessionForm, readListQuery, searchedWords } from './forms';
import { indexPage, peopleFound, peopleFoundPart, showPage } from './pages';
import { getSession, listSessions, type SessionDetail } from './queries';
import { addAttendee, editSession, recordSession, removeAttendee, setWithdrawn } from './service';
import { changedBy } from '../../office/audit/conflict';

/** Sessions at the culture house: recorded, counted and listed apart from the doors. */
const groupSessionRoutes = (context: AppContext): Route[] => {
  const { db, accessLog } = context;
  const today = () => localDateOf(context.now());
  const permission = 'group-sessions.record';
  const sessionOf = ({ actor, id }: Asked) => getSession(db, actor.wardId, id);

  const showIndex = formPage({
    open: ({ actor, req }) => listSessions(db, actor.wardId, readListQuery(req.query)),
    page: (list, failed, { actor, req }) => {
      const canRecord = isPermitted(actor.role, permission);
      return indexPage(list, { ...readListQuery(req.query), today: today(), canRecord }, failed);
    },
    title: 'Buổi tập trung',
  });

  function renderShow(res: Response, session: SessionDetail, given: Parameters<typeof showPage>[2] = {}) {
    const view = showPage(session, today(), given);
    const hasErrors = given.edit !== undefined || given.error !== undefined;
    renderPage(res, view, { hasErrors });
  }

  /** Whom the typed words find in the register. */
  async function search(asked: Asked) {
    const { actor } = asked;
    const q = searchedWords(asked.body);
    const [session, found] = await Promise.all([
      sessionOf(asked),
      searchRegister(db, actor.wardId, { terms: peopleOnly(readSearchText(q)) }, today()),
      accessLog.keptOpen(actor, 'household.search', { type: 'ward', id: actor.wardId }),
    ]);
    return { q, session, found: peopleFound(session, found, today()) };
  }

  const showEdit = formPage({
    open: sessionOf,
    page: (session, edit) => showPage(session, today(), { edit }),
    changed: changedBy(db, 'group-session', 'Buổi tập trung này vừa được người khác sửa.'),
  });

  const saved = ({ id }: Asked, text: string, undo?: { href: string; residentId?: string }) => {
    const fields = undo?.residentId ? [{ name: 'residentId', value: undo.residentId }] : [];
    return {
      said: { text, actions: undo && [{ label: 'Hoàn tác', href: undo.href, fields }] },
      to: `/group-sessions/${id}`,
    };
  };

  return [
    {
      ...get('/group-sessions', 'group-sessions.read', showIndex),
      list: pageList({
        title: 'Buổi tập trung',
        isPersonal: false,
        read: async ({ actor, query: given }) => {
          const query = readListQuery(given);
          const list = await listSessions(db, actor.wardId, query);
          const model = indexPage(list, { ...query, today: today(), canRecord: false }).model;
          return { ...model, about: model.context };
        },
        columns: {
          Ngày: (row) => row.day,
          'Nơi họp': (row) => row.place,
          'Đã nói': (row) => row.services,
          'Có tên': (row) => countIn(row.named),
          'Người khác': (row) => countIn(row.others),
        },
      }),
    },
    formPost('/group-sessions', permission, {
      show: showIndex,
      schema: () => newSessionForm(today()),
      save: ({ actor }, form) => recordSession(context, actor, form),
      done: (_, _asked, { id }) => ({
        said: 'Đã ghi buổi tập trung. Giờ ghi tên người dự.',
        unchanged: 'Buổi này đã ghi trước đó.',
        to: `/group-sessions/${id}`,
      }),
    }),
    get('/group-sessions/:id', permission, async (asked, res) => {
      const session = await sessionOf(asked);
      await accessLog.opened(asked.actor, 'group-session.open', { type: 'group-session', id: session.id });
      renderShow(res, session);
    }),
    formPost('/group-sessions/:id', permission, {
      show: showEdit,
      schema: () => editSessionForm(today()),
      save: ({ actor, id }, form) => editSession(context, actor, id, form),
      done: (_, asked) => saved(asked, 'Đã lưu buổi tập trung.'),
    }),
    // Without scripts the page itself answers; the words are not put into a URL.
    post('/group-sessions/:id/people', permission, async (asked, res) => {
      const { session, q, found } = await search(asked);
      renderShow(res, session, { search: { q, found } });
    }),
    post('/group-sessions/:id/people-found', permission, async (asked, res) =>
      renderPart(res, peopleFoundPart((await search(asked)).found)),
    ),
    formPost('/group-sessions/:id/attendees', permission, {
      show: async (asked, res, failed) => renderShow(res, await sessionOf(asked), { error: failed?.errors.residentId }),
      schema: attendeeForm,
      save: ({ actor, id }, { residentId }) => addAttendee(context, actor, { id, residentId }),
      done: ({ kind }, asked) => saved(asked, kind === 'done' ? 'Đã ghi tên.' : 'Người này đã có tên.'),
    }),
    formPost('/group-sessions/:id/attendees/:residentId/removal', permission, {
      show: showEdit,
      save: ({ actor, id, req }) => removeAttendee(context, actor, { id, residentId: idParam(req, 'residentId') }),
      done: ({ kind }, asked) =>
        kind === 'done'
          ? saved(asked, 'Đã bỏ tên.', {
              href: `/group-sessions/${asked.id}/attendees`,
              residentId: idParam(asked.req, 'residentId'),
            })
          : saved(asked, 'Người này không còn tên trong buổi.'),
    }),
    formPost('/group-sessions/:id/withdrawal', permission, {
      show: showEdit,
      save: ({ actor, id }) => setWithdrawn(context, actor, { id, isWithdrawn: true }),
      done: ({ kind }, asked) =>
        saved(asked, kind === 'done' ? 'Đã rút buổi ghi nhầm: không còn tính ở đâu.' : 'Buổi này đã rút trước đó.', {
          href: `/group-sessions/${asked.id}/restoration`,
        }),
    }),
    formPost('/group-sessions/:id/restoration', permission, {
      show: showEdit,
      save: ({ actor, id }) => setWithdrawn(context, actor, { id, isWithdrawn: false }),
      done: ({ kind }, asked) => saved(asked, kind === 'done' ? 'Buổi này lại được tính.' : 'Buổi này không bị rút.'),
    }),
  ];
};

export const groupSessionsFeature = defineFeature({
  routes: groupSessionRoutes,
  audit: {
    actions: {
      'group-session.open': 'Xem buổi tập trung',
      'group-session.record': 'Ghi buổi tập trung',
      'group-session.edit': 'Sửa buổi tập trung',
      'group-session.add-attendee': 'Ghi tên người dự buổi tập trung',
      'group-session.remove-attendee': 'Bỏ tên khỏi buổi tập trung',
      'group-session.withdraw': 'Rút buổi tập trung ghi nhầm',
      'group-session.restore': 'Đặt lại buổi tập trung đã rút',
    },
    subjects: {
      'group-session': { label: 'Buổi tập trung', href: (id) => `/group-sessions/${id}` },
    },
    fields: { heldOn: 'ngày', place: 'nơi', othersCount: 'người khác', serviceCount: 'điều đã nói' },
    values: {},
  },
});
