import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { listRoute } from '../../../web/list-route';
import { currentUser } from '../../../web/current-user';
import { parseForm, typed, type FormValues } from '../../../web/form';
import { buttonRoute, formPage, formPost, formRoutes } from '../../../web/form-route';
import { renderPage, ROLE_LABELS } from '../../../web/page';
import { defineFeature, get, post, type Route, type Asked } from '../../../web/route';
import { askAboutRounds, roundsNotices } from '../calendar/affected-rounds-pages';
import { editUserForm, newUserForm, availabilityForm, readPattern } from './forms';
import {
  editUserPage,
  firstPasswordPage,
  newUserPage,
  userListPage,
  availabilityConflict,
  availabilityFields,
  availabilityPage,
} from './pages';
import { countSessions, findUnused, getUser, listAreaPlaces, listUsers, listAvailability } from './queries';
import {
  createUser,
  deactivateUser,
  endUserSessions,
  reactivateUser,
  resetFactor,
  resetPassword,
  updateUser,
  saveAvailability,
} from './service';
import { changedBy } from '../audit/conflict';
import { findLastChange } from '../audit/last-change';

/** An officer's week: their own page, and the administrator's page of each officer. */
const availabilityRoutes = (context: AppContext): Route[] => {
  const { db } = context;

  const officerId = ({ actor, id }: Asked) => id || actor.id;

  async function weekOf(asked: Asked) {
    const { wardId, role } = asked.actor;
    const user = await getUser(db, wardId, officerId(asked));
    const windows = await listAvailability(db, wardId, user.id);
    return { user, windows, isOwn: role === 'officer' };
  }

  const weekRoutes = (path: string, permission: Route['permission']) =>
    formRoutes(path, permission, {
      show: formPage({
        open: weekOf,
        page: availabilityPage,
        title: ({ heading }) => heading,
      }),
      schema: availabilityForm,
      save: (asked, windows) =>
        saveAvailability(context, asked.actor, officerId(asked), { windows, read: readPattern(asked.body) }),
      async conflict(asked, windows) {
        const last = await findLastChange(db, asked.actor.wardId, { type: 'user', id: officerId(asked) });
        return availabilityConflict(await weekOf(asked), windows, last);
      },
      done(outcome, { req: { path: href } }, windows) {
        const actions =
          outcome.kind === 'done'
            ? [{ label: 'Hoàn tác', href, fields: availabilityFields(outcome.before, windows) }]
            : [];
        return { said: { text: 'Đã lưu lịch rảnh hằng tuần.', actions }, to: href };
      },
    });

  return [...weekRoutes('/users/:id/availability', 'users.manage'), ...weekRoutes('/availability', 'availability.own')];
};

const usersRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const permission = 'users.manage';
  const editHref = (id: string) => `/users/${id}/edit`;

  const showNew = formPage({
    open: () => undefined,
    page: (_, failed, { req }) => newUserPage(typed(req.query as FormValues, 'role'), failed),
    title: 'Mở tài khoản',
  });
  const showUser = formPage({
    async open({ actor, id }) {
      const user = await getUser(db, actor.wardId, id);
      const sessions = await countSessions(db, id);
      const places = user.role === 'officer' ? await listAreaPlaces(db, actor.wardId) : [];
      return { user: { ...user, places }, sessions };
    },
    page: ({ user, sessions }, failed, { actor }) => editUserPage(actor, user, sessions, failed),
    title: ({ username }) => `Tài khoản ${username}`,
    changed: changedBy(db, 'user', ({ user }) => `Tài khoản ${user.username} vừa được người khác sửa.`),
  });

  const showFirstPassword = async (
    req: Request,
    res: Response,
    id: string,
    { password, isNew }: { password: string; isNew: boolean },
  ) => {
    const user = await getUser(db, currentUser(req).wardId, id);
    // Shown in the response itself: a redirect would need to store the password in between.
    renderPage(res, firstPasswordPage(user, { password, isNew }), { status: isNew ? 201 : 200 });
  };

  return [
    listRoute('/users', permission, {
      title: 'Tài khoản',
      async page({ actor: { wardId } }) {
        const now = context.now();
        const [users, unused] = await Promise.all([listUsers(db, wardId), findUnused(db, wardId, now)]);
        return userListPage(users, unused, now);
      },
      rows: ({ users }) => ({ rows: users }),
      columns: {
        'Họ tên': (row) => row.displayName,
        'Tên đăng nhập': (row) => row.username,
        'Vai trò': (row) => row.roleLabel,
        'Điện thoại': (row) => row.phone,
        'Đăng nhập lần cuối': (row) => row.lastLogin,
        'Tình trạng': (row) => row.state,
      },
    }),
    get('/users/new', permission, showNew),
    // By hand, because the form is answered with a page of its own, not with a redirect.
    post('/users', permission, async (asked, res) => {
      const form = parseForm(newUserForm, asked.req.body);
      if (!form.ok) return showNew(asked, res, form);
      const outcome = await createUser(context, asked.actor, form.value);
      if (outcome.kind === 'invalid') return showNew(asked, res, { values: asked.req.body, errors: outcome.errors });
      return showFirstPassword(asked.req, res, outcome.id, { password: outcome.password, isNew: true });
    }),
    ...formRoutes('/users/:id/edit', permission, {
      show: showUser,
      schema: editUserForm,
      save: ({ actor, id, isConfirmed }, form) => updateUser(context, actor, id, { ...form, isConfirmed }),
      done: (outcome, asked, { displayName }) =>
        outcome.kind === 'unconfirmed'
          ? askAboutRounds(asked, outcome.rounds, `có ${displayName} trong đội`, 'Vẫn đổi vai trò')
          : { said: [`Đã lưu tài khoản của ${displayName}.`, ...roundsNotices(outcome.roundsHit)], to: '/users' },
    }),
    buttonRoute('/users/:id/factor-reset', permission, {
      save: ({ actor, id }) => resetFactor(context, actor, id),
      done: (_, { id }) => ({
        said: 'Đã bỏ xác minh hai bước và đăng xuất người này khỏi mọi máy.',
        unchanged: { text: 'Tài khoản này không có xác minh hai bước.', kind: 'warning' },
        to: editHref(id),
      }),
    }),
    post('/users/:id/password-reset', permission, async ({ actor, id, req }, res) => {
      const password = await resetPassword(context, actor, id);
      await showFirstPassword(req, res, id, { password, isNew: false });
    }),
    formPost('/users/:id/deactivation', permission, {
      show: ({ id }, res) => res.redirect(303, editHref(id)),
      save: ({ actor, id, isConfirmed }) => deactivateUser(context, actor, id, isConfirmed),
      async done(outcome, asked) {
        const { actor, id } = asked;
        const to = editHref(id);
        switch (outcome.kind) {
          case 'unconfirmed': {
            const { displayName } = await getUser(db, actor.wardId, id);
            return askAboutRounds(asked, outcome.rounds, `có ${displayName} trong đội`, 'Vẫn khóa tài khoản');
          }
          case 'last-admin':
            return { said: { text: 'Đây là quản trị cuối cùng của phường nên không khóa được.', kind: 'danger' }, to };
          case 'unchanged':
            return { said: 'Tài khoản này đã khóa từ trước.', to };
          case 'done':
            return { said: ['Đã khóa tài khoản và đăng xuất khỏi mọi máy.', ...roundsNotices(outcome.roundsHit)], to };
        }
      },
    }),
    buttonRoute('/users/:id/reactivation', permission, {
      save: ({ actor, id }) => reactivateUser(context, actor, id),
      done: (_, { id }) => ({
        said: 'Đã mở lại tài khoản.',
        unchanged: 'Tài khoản này đang dùng được.',
        to: editHref(id),
      }),
    }),
    buttonRoute('/users/:id/sessions-end', permission, {
      save: ({ req, actor, id }) => endUserSessions(context, actor, id, req.sessionID),
      done: ({ count }, { id }) => ({
        said: count > 0 ? `Đã đăng xuất tài khoản khỏi ${count} máy.` : 'Tài khoản không đăng nhập ở máy nào khác.',
        to: editHref(id),
      }),
    }),
    ...availabilityRoutes(context),
  ];
};

export const usersFeature = defineFeature({
  routes: usersRoutes,
  audit: {
    actions: {
      'user.create': 'Mở tài khoản',
      'user.update': 'Sửa tài khoản',
      'user.reset-factor': 'Bỏ xác minh hai bước của người mất máy',
      'user.rescue': 'Người vận hành máy chủ mở lại tài khoản',
      'user.reset-password': 'Cấp lại mật khẩu',
      'user.deactivate': 'Khóa tài khoản',
      'user.reactivate': 'Mở lại tài khoản',
      'user.end-sessions': 'Đăng xuất tài khoản khỏi mọi máy',
      'user.set-availability': 'Đặt lịch rảnh hằng tuần',
    },
    subjects: {
      user: { label: 'Tài khoản', href: (id) => `/users/${id}/edit` },
    },
    fields: {
      username: 'tên đăng nhập',
      displayName: 'họ tên',
      role: 'vai trò',
      area: 'địa bàn',
      sounds: 'bản ghi âm đã xóa',
    },
    values: { role: ROLE_LABELS },
  },
});
