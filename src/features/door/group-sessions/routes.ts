import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { currentUser } from '../../../web/current-user';
import { ConflictError } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { parseForm, type Failed } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage, renderPart } from '../../../web/page';
import { pageList } from '../../../web/page-list';
import type { Route } from '../../../web/route';
import { findLastChange } from '../../office/audit/last-change';
import { searchRegister } from '../../register/households/queries';
import { peopleOnly, readSearchText } from '../../register/households/search-text';
import { attendeeForm, editSessionForm, newSessionForm, readListQuery, searchedWords } from './forms';
import { indexModel, indexPage, peopleFound, peopleFoundPart, sessionConflict, showModel, showPage } from './pages';
import { getSession, listSessions, type SessionDetail } from './queries';
import { addAttendee, editSession, recordSession, removeAttendee, setWithdrawn } from './service';

/** Sessions at the culture house: recorded, counted and listed apart from the doors. */
export const groupSessionRoutes = (context: AppContext): Route[] => {
  const { db, accessLog } = context;
  const today = () => localDateOf(context.now());
  const sessionOf = (req: Request) => getSession(db, currentUser(req).wardId, idParam(req));

  async function renderIndex(req: Request, res: Response, failed?: Failed) {
    const { wardId, role } = currentUser(req);
    const query = readListQuery(req.query);
    const list = await listSessions(db, wardId, query);
    const canRecord = isPermitted(role, 'group-sessions.record');
    renderPage(res, indexPage, indexModel(list, { ...query, today: today(), canRecord }, failed), {
      title: 'Buổi tập trung',
      hasErrors: failed !== undefined,
    });
  }

  function renderShow(res: Response, session: SessionDetail, given: Parameters<typeof showModel>[1] = {}) {
    const model = showModel(session, given);
    const hasErrors = given.edit !== undefined || given.error !== undefined;
    renderPage(res, showPage, model, { title: model.title, hasErrors });
  }

  /** Whom the typed words find in the register. */
  async function search(req: Request) {
    const actor = currentUser(req);
    const q = searchedWords(req.body);
    const [session, found] = await Promise.all([
      sessionOf(req),
      searchRegister(db, actor.wardId, { terms: peopleOnly(readSearchText(q)) }, today()),
      accessLog.keptOpen(actor, 'household.search', { type: 'ward', id: actor.wardId }),
    ]);
    return { q, session, found: peopleFound(session, found, today()) };
  }

  function backToSession(req: Request, res: Response, said: string, undo?: { href: string; residentId?: string }) {
    const fields = undo?.residentId ? [{ name: 'residentId', value: undo.residentId }] : [];
    flash(req, said, 'success', undo ? [{ label: 'Hoàn tác', href: undo.href, fields }] : []);
    res.redirect(303, `/group-sessions/${idParam(req)}`);
  }

  return [
    {
      method: 'get',
      path: '/group-sessions',
      permission: 'group-sessions.read',
      list: pageList({
        title: 'Buổi tập trung',
        isPersonal: false,
        read: async ({ actor, query: given }) => {
          const query = readListQuery(given);
          const list = await listSessions(db, actor.wardId, query);
          const model = indexModel(list, { ...query, today: today(), canRecord: false });
          return { ...model, about: model.context };
        },
        columns: {
          Ngày: (row) => row.day,
          'Nơi họp': (row) => row.place,
          'Đã nói': (row) => row.services,
          'Có tên': (row) => row.named,
          'Người khác': (row) => row.others,
        },
      }),
      handler: (req, res) => renderIndex(req, res),
    },
    {
      method: 'post',
      path: '/group-sessions',
      permission: 'group-sessions.record',
      handler: async (req, res) => {
        const form = parseForm(newSessionForm(today()), req.body);
        if (!form.ok) return renderIndex(req, res, form);
        const outcome = await recordSession(context, currentUser(req), form.value);
        if (outcome.kind === 'invalid') return renderIndex(req, res, { values: req.body, errors: outcome.errors });
        flash(
          req,
          outcome.kind === 'done' ? 'Đã ghi buổi tập trung. Giờ ghi tên người dự.' : 'Buổi này đã ghi trước đó.',
        );
        res.redirect(303, `/group-sessions/${form.value.id}`);
      },
    },
    {
      method: 'get',
      path: '/group-sessions/:id',
      permission: 'group-sessions.record',
      handler: async (req, res) => {
        const session = await sessionOf(req);
        await accessLog.opened(currentUser(req), 'group-session.open', { type: 'group-session', id: session.id });
        renderShow(res, session);
      },
    },
    {
      method: 'post',
      path: '/group-sessions/:id',
      permission: 'group-sessions.record',
      handler: async (req, res) => {
        const form = parseForm(editSessionForm(today()), req.body);
        if (!form.ok) return renderShow(res, await sessionOf(req), { edit: form });
        const { version, ...facts } = form.value;
        const outcome = await editSession(context, currentUser(req), idParam(req), form.value);
        switch (outcome.kind) {
          case 'invalid':
            return renderShow(res, await sessionOf(req), { edit: { values: req.body, errors: outcome.errors } });
          case 'stale': {
            const subject = { type: 'group-session', id: idParam(req) };
            const last = await findLastChange(db, currentUser(req).wardId, subject);
            throw new ConflictError(sessionConflict(await sessionOf(req), facts, last));
          }
          case 'done':
            return backToSession(req, res, 'Đã lưu buổi tập trung.');
        }
      },
    },
    {
      // Without scripts the page itself answers; the words are not put into a URL.
      method: 'post',
      path: '/group-sessions/:id/people',
      permission: 'group-sessions.record',
      handler: async (req, res) => {
        const { session, q, found } = await search(req);
        renderShow(res, session, { search: { q, found } });
      },
    },
    {
      method: 'post',
      path: '/group-sessions/:id/people-found',
      permission: 'group-sessions.record',
      handler: async (req, res) => renderPart(res, peopleFoundPart, (await search(req)).found),
    },
    {
      method: 'post',
      path: '/group-sessions/:id/attendees',
      permission: 'group-sessions.record',
      handler: async (req, res) => {
        const form = parseForm(attendeeForm, req.body);
        const outcome = form.ok
          ? await addAttendee(context, currentUser(req), { id: idParam(req), ...form.value })
          : { kind: 'invalid' as const, errors: form.errors };
        if (outcome.kind === 'invalid')
          return renderShow(res, await sessionOf(req), { error: outcome.errors.residentId });
        backToSession(req, res, outcome.kind === 'done' ? 'Đã ghi tên.' : 'Người này đã có tên.');
      },
    },
    {
      method: 'post',
      path: '/group-sessions/:id/attendees/:residentId/removal',
      permission: 'group-sessions.record',
      handler: async (req, res) => {
        const [id, residentId] = [idParam(req), idParam(req, 'residentId')];
        const { kind } = await removeAttendee(context, currentUser(req), { id, residentId });
        if (kind === 'unchanged') return backToSession(req, res, 'Người này không còn tên trong buổi.');
        backToSession(req, res, 'Đã bỏ tên.', { href: `/group-sessions/${id}/attendees`, residentId });
      },
    },
    {
      method: 'post',
      path: '/group-sessions/:id/withdrawal',
      permission: 'group-sessions.record',
      handler: async (req, res) => {
        const { kind } = await setWithdrawn(context, currentUser(req), { id: idParam(req), isWithdrawn: true });
        const said = kind === 'done' ? 'Đã rút buổi ghi nhầm: không còn tính ở đâu.' : 'Buổi này đã rút trước đó.';
        backToSession(req, res, said, { href: `/group-sessions/${idParam(req)}/restoration` });
      },
    },
    {
      method: 'post',
      path: '/group-sessions/:id/restoration',
      permission: 'group-sessions.record',
      handler: async (req, res) => {
        const { kind } = await setWithdrawn(context, currentUser(req), { id: idParam(req), isWithdrawn: false });
        backToSession(req, res, kind === 'done' ? 'Buổi này lại được tính.' : 'Buổi này không bị rút.');
      },
    },
  ];
};
