import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { answerOf, askAgainPage } from '../../../web/ask-again';
import { currentUser } from '../../../web/current-user';
import { ConflictError } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { parseForm, type Failed, type FieldErrors } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import { pageList } from '../../../web/page-list';
import type { Route } from '../../../web/route';
import { findLastChange } from '../audit/last-change';
import { affectedRoundsQuestion, affectedRoundsText, type AffectedRound } from '../calendar/affected-rounds';
import { availabilityRoutes } from './availability-routes';
import { editUserForm, newUserForm } from './forms';
import {
  editUserModel,
  firstPasswordPage,
  newUserModel,
  userConflict,
  userFormPage,
  userList,
  userListPage,
} from './pages';
import { countSessions, getUser, listUsers } from './queries';
import {
  createUser,
  deactivateUser,
  endUserSessions,
  reactivateUser,
  resetFactor,
  resetPassword,
  updateUser,
} from './service';

export const usersRoutes = (context: AppContext): Route[] => {
  const { db } = context;

  const showEditForm = async (req: Request, res: Response, id: string, failed?: Failed) => {
    const actor = currentUser(req);
    const user = await getUser(db, actor.wardId, id);
    const sessions = await countSessions(db, id);
    renderPage(res, userFormPage, editUserModel(actor, user, sessions, failed), {
      title: `Tài khoản ${user.username}`,
      hasErrors: failed !== undefined,
    });
  };

  /** Asks before an officer leaves the team, naming the rounds affected. */
  const askAboutRounds = (
    req: Request,
    res: Response,
    rounds: readonly AffectedRound[],
    { displayName, confirmLabel }: { displayName: string; confirmLabel: string },
  ) =>
    renderPage(
      res,
      askAgainPage,
      affectedRoundsQuestion(req.body, rounds, { what: `có ${displayName} trong đội`, action: req.path, confirmLabel }),
      { title: `${confirmLabel}?` },
    );

  const warnOfRounds = (req: Request, count: number) => {
    if (count > 0) flash(req, affectedRoundsText(count), 'warning');
  };

  const showFirstPassword = async (
    req: Request,
    res: Response,
    id: string,
    { password, isNew }: { password: string; isNew: boolean },
  ) => {
    const { displayName, username } = await getUser(db, currentUser(req).wardId, id);
    const model = { displayName, username, password, isNew, editHref: `/users/${id}/edit` };
    // Shown in the response itself: a redirect would need to store the password in between.
    renderPage(res, firstPasswordPage, model, {
      title: isNew ? 'Đã mở tài khoản' : 'Đã cấp lại mật khẩu',
      status: isNew ? 201 : 200,
    });
  };

  return [
    {
      method: 'get',
      path: '/users',
      permission: 'users.manage',
      list: pageList({
        title: 'Tài khoản',
        read: async ({ actor }) => ({ rows: userList(await listUsers(db, actor.wardId), context.now()).users }),
        columns: {
          'Họ tên': (row) => row.displayName,
          'Tên đăng nhập': (row) => row.username,
          'Vai trò': (row) => row.roleLabel,
          'Điện thoại': (row) => row.phone,
          'Đăng nhập lần cuối': (row) => row.lastLogin,
          'Tình trạng': (row) => row.state,
        },
      }),
      handler: async (req, res) =>
        renderPage(res, userListPage, userList(await listUsers(db, currentUser(req).wardId), context.now()), {
          title: 'Tài khoản',
        }),
    },
    {
      method: 'get',
      path: '/users/new',
      permission: 'users.manage',
      handler: (_req, res) => renderPage(res, userFormPage, newUserModel(), { title: 'Mở tài khoản' }),
    },
    {
      method: 'post',
      path: '/users',
      permission: 'users.manage',
      handler: async (req, res) => {
        const form = parseForm(newUserForm, req.body);
        const showAgain = (errors: FieldErrors) =>
          renderPage(res, userFormPage, newUserModel(req.body, errors), {
            title: 'Mở tài khoản',
            hasErrors: true,
          });
        if (!form.ok) return showAgain(form.errors);
        const outcome = await createUser(context, currentUser(req), form.value);
        if (outcome.kind === 'invalid') return showAgain(outcome.errors);
        await showFirstPassword(req, res, outcome.id, { password: outcome.password, isNew: true });
      },
    },
    {
      method: 'get',
      path: '/users/:id/edit',
      permission: 'users.manage',
      handler: (req, res) => showEditForm(req, res, idParam(req)),
    },
    {
      method: 'post',
      path: '/users/:id/edit',
      permission: 'users.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        const actor = currentUser(req);
        const form = parseForm(editUserForm, req.body);
        if (!form.ok) return showEditForm(req, res, id, form);
        const answer = answerOf(req.body);
        if (answer === 'edit') return showEditForm(req, res, id, { values: req.body, errors: {} });
        const outcome = await updateUser(context, actor, id, { ...form.value, isConfirmed: answer === 'sure' });
        switch (outcome.kind) {
          case 'invalid':
            return showEditForm(req, res, id, { values: req.body, errors: outcome.errors });
          case 'unconfirmed':
            return askAboutRounds(req, res, outcome.rounds, {
              displayName: form.value.displayName,
              confirmLabel: 'Vẫn đổi vai trò',
            });
          case 'stale': {
            const last = await findLastChange(db, actor.wardId, { type: 'user', id });
            throw new ConflictError(userConflict(await getUser(db, actor.wardId, id), form.value, last));
          }
          case 'done':
            flash(req, `Đã lưu tài khoản của ${form.value.displayName}.`);
            warnOfRounds(req, outcome.roundsHit);
            return res.redirect(303, '/users');
        }
      },
    },
    {
      method: 'post',
      path: '/users/:id/factor-reset',
      permission: 'users.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        const { kind } = await resetFactor(context, currentUser(req), id);
        if (kind === 'done') flash(req, 'Đã bỏ xác minh hai bước và đăng xuất người này khỏi mọi máy.');
        else flash(req, 'Tài khoản này không có xác minh hai bước.', 'warning');
        res.redirect(303, `/users/${id}/edit`);
      },
    },
    {
      method: 'post',
      path: '/users/:id/password-reset',
      permission: 'users.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        const password = await resetPassword(context, currentUser(req), id);
        await showFirstPassword(req, res, id, { password, isNew: false });
      },
    },
    {
      method: 'post',
      path: '/users/:id/deactivation',
      permission: 'users.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        const answer = answerOf(req.body);
        if (answer === 'edit') return res.redirect(303, `/users/${id}/edit`);
        const outcome = await deactivateUser(context, currentUser(req), id, answer === 'sure');
        switch (outcome.kind) {
          case 'unconfirmed': {
            const { displayName } = await getUser(db, currentUser(req).wardId, id);
            return askAboutRounds(req, res, outcome.rounds, { displayName, confirmLabel: 'Vẫn khóa tài khoản' });
          }
          case 'last-admin':
            flash(req, 'Đây là quản trị cuối cùng của phường nên không khóa được.', 'danger');
            break;
          case 'unchanged':
            flash(req, 'Tài khoản này đã khóa từ trước.');
            break;
          case 'done':
            flash(req, 'Đã khóa tài khoản và đăng xuất khỏi mọi máy.');
            warnOfRounds(req, outcome.roundsHit);
        }
        res.redirect(303, `/users/${id}/edit`);
      },
    },
    {
      method: 'post',
      path: '/users/:id/reactivation',
      permission: 'users.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        const { kind } = await reactivateUser(context, currentUser(req), id);
        flash(req, kind === 'done' ? 'Đã mở lại tài khoản.' : 'Tài khoản này đang dùng được.');
        res.redirect(303, `/users/${id}/edit`);
      },
    },
    {
      method: 'post',
      path: '/users/:id/sessions-end',
      permission: 'users.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        const count = await endUserSessions(context, currentUser(req), id, req.sessionID);
        flash(
          req,
          count > 0 ? `Đã đăng xuất tài khoản khỏi ${count} máy.` : 'Tài khoản không đăng nhập ở máy nào khác.',
        );
        res.redirect(303, `/users/${id}/edit`);
      },
    },
    ...availabilityRoutes(context),
  ];
};
